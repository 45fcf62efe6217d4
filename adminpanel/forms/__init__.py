"""The back office's forms."""
