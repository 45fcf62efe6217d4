"""Read answers about approval."""
