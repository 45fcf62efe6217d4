"""The reference page: what Django can do on this machine with next to no shop in it."""
