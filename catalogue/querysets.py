"""Chainable questions about goods. Visibility needs the visitor's audiences: see selectors."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from catalogue.models import Product, Variant
else:
    Product = Variant = Any


class ProductQuerySet(QuerySet["Product"]):
    def for_sale(self) -> "ProductQuerySet":
        return self.filter(is_active=True)

    def in_audiences(self, audience_ids: Collection[int]) -> "ProductQuerySet":
        """Products that these audiences may see (DESIGN §6)."""
        return self.filter(audience_id__in=audience_ids)


class VariantQuerySet(QuerySet["Variant"]):
    def for_sale(self) -> "VariantQuerySet":
        return self.filter(is_active=True, product__is_active=True)

    def in_audiences(self, audience_ids: Collection[int]) -> "VariantQuerySet":
        """Variants that these audiences may see; the variant's audience holds the product's."""
        return self.filter(audience_id__in=audience_ids)
