"""The demo world: an invented Swedish reseller, those who buy from it and a year of orders."""
