"""Every write about carts and orders: lock, check, change, record, tell."""
