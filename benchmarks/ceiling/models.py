"""The shop's products as the reference page reads them."""

from typing import ClassVar

from django.db import models


class Item(models.Model):
    """A row of the shop's table; nothing of the shop's code."""

    name = models.CharField(max_length=255)
    slug = models.SlugField(max_length=280)
    sort_key = models.CharField(max_length=255)
    brand = models.CharField(max_length=120)
    summary = models.CharField(max_length=500)

    objects: ClassVar[models.Manager["Item"]] = models.Manager()

    class Meta:
        app_label = "ceiling"
        managed = False
        db_table = "catalogue_product"

    def __str__(self) -> str:
        return self.name
