"""What makes a category page cost the same in a shop of a million products (DESIGN §6)."""

from django.db import models

from catalogue.models.audience import Audience
from catalogue.models.category import Category
from catalogue.models.product import Product


class ListingRow(models.Model):
    """One product in one category, or in an ancestor of it, for one audience.

    Derived; written only by `catalogue.services.listing`. A page merges the first rows of each
    of the visitor's audiences, in the order of one of the indexes. A large import writes half a
    million of these, hence no foreign key checks and no index that another one begins with.
    """

    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="listing_rows", db_constraint=False
    )
    sort_key = models.CharField(max_length=255, db_collation="C")
    list_price_net = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    listed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "audience", "product"], name="listing_row_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["category", "audience", "sort_key", "product"], name="listing_by_name"
            ),
            models.Index(
                fields=["category", "audience", "list_price_net", "product"],
                name="listing_by_list_price",
            ),
            models.Index(
                fields=["category", "audience", "-listed_at", "product"], name="listing_by_newest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.category_id} for {self.audience_id}"
