"""Every write about marketing."""
