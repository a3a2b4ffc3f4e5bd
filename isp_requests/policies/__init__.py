"""Who may do what in the sharing of information, by subject. Each rule gives a reason to refuse, or ""."""
