"""Addresses that categories have had, so that bookmarks hold after a move."""

from django.db import models

from catalogue.models.category import Category


class MovedPath(models.Model):
    """An address under /c/ that led to the category before it was moved.

    Points at the category itself and never at another address, so it cannot go in circles. An
    address in use again is removed from here by the services.
    """

    path = models.CharField(max_length=600, unique=True)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="moved_paths")

    class Meta:
        verbose_name = "earlier address"
        verbose_name_plural = "earlier addresses"

    def __str__(self) -> str:
        return self.path
