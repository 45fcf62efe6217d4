"""Measurements; each script stands by itself. See README.md."""
