"""The states of what this app keeps, one module for each kind of record."""
