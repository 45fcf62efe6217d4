"""What follows from any change of goods: who sees them, where they are listed and found."""

from collections.abc import Collection

from catalogue.services.listing import refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import refresh_audiences


def goods_changed(product_ids: Collection[int]) -> None:
    """Puts right all that is derived from these products: who sees them, lists, search.

    To be called in the same transaction, after `lock_audiences` and the changes.
    """
    refresh_audiences(product_ids=product_ids)
    refresh_listing(product_ids)
    reindex_products(product_ids)
