"""What can happen to plans, indicators and figures, one function for each."""
