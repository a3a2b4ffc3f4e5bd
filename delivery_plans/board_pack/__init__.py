"""The sections of a pack that this app writes, by subject."""
