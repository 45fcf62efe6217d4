"""Read answers about marketing."""
