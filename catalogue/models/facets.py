"""What a category or a search can be narrowed by, and how many goods each choice leaves.

All but `FilterAttribute` is derived; written only by `catalogue.services.facets`. A large import
writes hundreds of thousands of rows here, hence no foreign key checks on them.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models.audience import Audience
from catalogue.models.category import Category


class FacetKind(models.TextChoices):
    """What a choice is about. Stock has one choice, which is no row (`terms.IN_STOCK`)."""

    BRAND = "brand", _("Brand")
    PRICE = "price", _("List price")
    STOCK = "stock", _("Stock")
    ATTRIBUTE = "attribute", _("Attribute")


class FilterAttribute(models.Model):
    """The name of an attribute of versions that lists can be narrowed by ('Garanti')."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    position = models.PositiveIntegerField(_("Position"), default=0)

    class Meta:
        verbose_name = _("filter attribute")
        verbose_name_plural = _("filter attributes")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class FacetValue(models.Model):
    """One choice: 'brand Nordock', 'list price 200-500', 'Garanti 3 år'. Derived.

    `name` is that of the attribute, else blank. It says nothing of who may see such goods.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=FacetKind)
    name = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "value"], name="facet_value_once")
        ]

    def __str__(self) -> str:
        return f"{self.name or self.kind}: {self.value}"


class ProductTerms(models.Model):
    """A product that somebody may see, as `catalogue.facets.terms` writes it. Derived.

    It outlives its product until the listing is refreshed, so that the counts know what went.
    """

    product_id = models.BigIntegerField(primary_key=True)
    terms = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="product_terms")]

    def __str__(self) -> str:
        return f"terms of {self.product_id}"


class FacetCount(models.Model):
    """How many products of a category, or below it, one audience sees with each value. Derived.

    Three arrays of the same length: the values in order, how many products have each, and how
    many of those are in stock - the one choice that most of the shop answers, which is so read
    here too. Value 0 is every product. One row for all values: with a row for each of them an
    import of limited goods wrote sixteen times as many rows.
    """

    id = models.BigAutoField(primary_key=True)
    category = models.ForeignKey(
        Category, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    value_ids = ArrayField(models.BigIntegerField())
    counts = ArrayField(models.IntegerField())
    in_stock = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "audience"], name="facet_count_once")
        ]

    def __str__(self) -> str:
        return f"values in {self.category_id} for {self.audience_id}"


class FacetDue(models.Model):
    """A product whose stock began or ended, and that the counts do not know of yet. Derived.

    A queue of its own rows, the same product any number of times: no order waits for another.
    """

    id = models.BigAutoField(primary_key=True)
    product_id = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.product_id)
