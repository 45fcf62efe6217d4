"""Read answers about goods."""
