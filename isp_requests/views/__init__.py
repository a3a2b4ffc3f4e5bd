"""Pages of the sharing of information, by subject."""
