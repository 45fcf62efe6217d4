"""The back office's views, one module a domain."""
