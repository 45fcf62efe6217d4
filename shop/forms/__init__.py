"""The storefront's and My pages' forms."""
