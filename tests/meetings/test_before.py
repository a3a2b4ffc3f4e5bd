"""From planning an agenda to papers in people's hands: plans, homework, agreement, late items, supplements."""
