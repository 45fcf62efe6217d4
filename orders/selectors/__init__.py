"""Read answers about carts and orders."""
