"""Loyalty points, affiliates, campaigns, applications: what sells, beside the goods."""
