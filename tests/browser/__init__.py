"""Whole journeys in Chromium, with an accessibility check on each page."""
