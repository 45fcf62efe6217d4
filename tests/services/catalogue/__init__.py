"""Tests of the catalogue's services and selectors."""
