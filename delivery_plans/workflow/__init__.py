"""One function for each thing that happens to plans, reviews and figures."""
