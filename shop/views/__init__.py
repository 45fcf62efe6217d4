"""The storefront's and My pages' views, one module a domain."""
