"""Some products into the search index, in a process of its own: `… FIRST LAST` product ids.

A processor each makes a large catalogue findable in half the time. Read by `benchmarks.derived`.
"""

import benchmarks.ready  # noqa: F401 - before anything that needs Django

# isort: split

import sys

from benchmarks.loading import without_triggers
from catalogue.models import Product
from catalogue.services.search_index import reindex_products

_AT_ONCE = 5_000


def main(first: int, last: int) -> None:
    products = Product.objects.filter(pk__gte=first, pk__lte=last).order_by("pk")
    ids = list(products.values_list("pk", flat=True))
    with without_triggers():
        for start in range(0, len(ids), _AT_ONCE):
            reindex_products(ids[start : start + _AT_ONCE])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
