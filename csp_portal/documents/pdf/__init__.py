"""Every PDF that leaves the portal: typeset, placed, joined and stamped."""
