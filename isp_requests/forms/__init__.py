"""What is filled in for the sharing of information, by subject."""
