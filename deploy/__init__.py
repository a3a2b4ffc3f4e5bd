"""Sets the portal up and runs it. Standard library only: it works before anything is installed."""
