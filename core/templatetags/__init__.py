"""Template tags and filters of the look: money in words, icons, drawings and meters."""
