"""Pages of plans, reviews and performance."""
