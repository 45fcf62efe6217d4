"""My pages: a user's own."""
