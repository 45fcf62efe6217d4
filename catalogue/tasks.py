"""Jobs about goods. One job = one service call."""

from procrastinate.contrib.django import app

from catalogue.selectors.search_state import search_is_behind
from catalogue.services import facet_due, search_index
from catalogue.services.import_assortments import AssortmentImport
from catalogue.services.import_categories import CategoryImport
from catalogue.services.import_prices import PriceImport
from catalogue.services.import_products import ProductImport
from catalogue.services.import_stock import StockImport
from catalogue.services.search_vectors import settle_tiers
from core.imports.tasks import register
from customers.selectors.imports import import_doer

for _importer in (ProductImport, PriceImport, CategoryImport, AssortmentImport, StockImport):
    register(_importer, import_doer)


@app.task(name=search_index.TASK, queueing_lock=search_index.TASK)
def index_due() -> None:
    """One part; it leaves a job for the next itself."""
    search_index.index_next_due()


@app.periodic(cron="* * * * *")
@app.task(
    queueing_lock="catalogue.resume_indexing",
    name="catalogue.resume_indexing",
    pass_context=False,
)
def resume_indexing(timestamp: int) -> None:
    """Every minute: a part that failed is not the end of the rest."""
    if search_is_behind():
        search_index.defer_indexing()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="catalogue.settle_search", name="catalogue.settle_search")
def settle_search(timestamp: int) -> None:
    """Every night: what has become popular comes first in search."""
    settle_tiers()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="catalogue.refresh_facets", name="catalogue.refresh_facets")
def refresh_facets(timestamp: int) -> None:
    """Every minute: what orders and stock files left to be counted."""
    facet_due.refresh_due()
