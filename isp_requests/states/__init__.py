"""State tables of information sharing: the request, and each organisation's answer."""
