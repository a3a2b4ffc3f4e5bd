"""The state tables of the app, a module for each kind of record."""
