"""Products and their versions from a spreadsheet (`catalogue.sheets.product_sheet`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalogue.models import (
    Category,
    Product,
    ProductCategory,
    ProductSearch,
    SearchCode,
    Variant,
    VariantCode,
    VatRate,
)
from catalogue.services.import_base import GoodsImporter
from catalogue.services.import_facts import Rates, load_rates
from catalogue.services.import_product_plan import ProductPlanner
from catalogue.services.import_product_rows import Draft, Reading
from catalogue.services.import_settle import settle_products
from catalogue.services.import_spool import Spool
from catalogue.services.import_tree import Tree
from catalogue.sheets import PRODUCTS, product_sheet
from core.exchange.matching import HeadingMatch
from core.exchange.plan import Edit, PlanRow
from core.exchange.sheet import Sheet
from core.imports.contract import FileRows, ImportRefused, Progress
from core.imports.touched import Touched
from customers.selectors.shop import shop_settings

# In these countries goods without a special rate carry 25 %.
_ORDINARY_VAT = {"SE": Decimal(25), "NO": Decimal(25), "DK": Decimal(25)}


class ProductImport(GoodsImporter):
    """One row = one version, keyed by article number; rows of one product share its number."""

    name = PRODUCTS
    models = (VatRate, Category, Product, ProductCategory, Variant, VariantCode)
    derived = (ProductSearch, SearchCode)

    def sheet(self) -> Sheet:
        return product_sheet(self.currency)

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        return (
            VatRate.objects.values_list("pk", "percent", "is_default"),
            Category.objects.order_by().values_list("pk", "parent_id", "name"),
            ProductCategory.objects.filter(product__in=keys.get("moved", ())).values_list(
                "product_id", "category_id"
            ),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rates, made_rate = self._rates(file.match)
        reading = Reading(file.match, rates)
        with Spool[Draft | PlanRow]() as spool:
            count = reading.read(file, spool)
            self.notes += reading.oddities()
            planner = ProductPlanner(reading, self.ids, Tree(self.ids), file.sheet_name)
            done = 0
            for drafts in spool.take():
                for row in planner.plan(drafts):
                    if made_rate and row.edits:
                        yield replace(row, edits=(made_rate, *row.edits))
                        made_rate = None
                    else:
                        yield row
                done += len(drafts)
                progress(done, count)
        self.keys["moved"] = planner.moved

    def _rates(self, match: HeadingMatch) -> tuple[Rates, Edit | None]:
        """A shop that has no VAT rate at all gets its country's ordinary one, and is told so."""
        rates = load_rates()
        lacks = any(column.key == "vat_percent" for column in match.missing)
        percent = _ORDINARY_VAT.get(str(shop_settings().country))
        if not rates.percents and percent is not None:
            pk = self.ids.next(VatRate)
            after = {"name": f"{percent} %", "percent": str(percent), "is_default": True}
            self.notes.append(
                _("The shop had no VAT rate; %(percent)s %% is now its default.")
                % {"percent": percent}
            )
            made = Edit(VatRate._meta.label_lower, pk, None, after)
            return Rates({percent: pk}, {pk: percent}, pk), made
        if rates.default_id is None and lacks:
            raise ImportRefused(_("No VAT rate is the default one. Choose it first."))
        return rates, None

    def settle(self, touched: Touched) -> None:
        settle_products(touched)
