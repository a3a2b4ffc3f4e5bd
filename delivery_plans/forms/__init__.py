"""What is filled in about plans, reviews and figures."""
