"""Read answers about who buys."""
