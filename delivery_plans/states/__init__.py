"""The states of plans, reviews and performance, and the moves between them."""
