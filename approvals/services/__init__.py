"""Every write about approval."""
