"""Every write about who buys: lock, check, change, record, tell."""
