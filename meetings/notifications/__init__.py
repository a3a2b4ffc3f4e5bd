"""What people are told of boards and their meetings, by subject: open words and a link, never what stands behind them."""
