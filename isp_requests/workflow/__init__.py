"""What happens in the sharing of information: one function for each thing, by subject."""
