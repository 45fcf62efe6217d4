"""The order form: an Excel file of goods with the buyer's prices, to fill in and send back."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text
from core.exchange.writer import Check, Formula, Layout, Table
from core.exports import Asked, Export
from core.reasons import Text
from customers.access import Perm
from customers.actors import Actor
from orders.selectors.order_form import BREAKS, form_rows, form_variants

# The heading of the hidden column; the same in every language, so that it is always known.
PRICE_THEN = "price then"

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("article_number", gettext_lazy("Article number")),
    ("own_number", gettext_lazy("Own article number")),
    ("name", gettext_lazy("Name")),
    ("quantity", gettext_lazy("Quantity")),
    ("sum", gettext_lazy("Sum ex VAT")),
    ("unit", gettext_lazy("Unit")),
    ("pack", gettext_lazy("Pieces in a pack")),
    ("price", gettext_lazy("Price ex VAT")),
    ("from_1", gettext_lazy("From quantity 1")),
    ("price_1", gettext_lazy("Price 1")),
    ("from_2", gettext_lazy("From quantity 2")),
    ("price_2", gettext_lazy("Price 2")),
    ("from_3", gettext_lazy("From quantity 3")),
    ("price_3", gettext_lazy("Price 3")),
    ("last_on", gettext_lazy("Last ordered")),
    ("last_quantity", gettext_lazy("Last quantity")),
    ("price_then", PRICE_THEN),
)
_PLACES = {key: place for place, (key, _label) in enumerate(_COLUMNS)}


@lru_cache
def order_form_sheet(_currency: str) -> Sheet:
    """It comes back through the quick order, which reads article number, quantity and price."""
    columns = tuple(Column(key, label, text) for key, label in _COLUMNS)
    return Sheet(
        name="order-form",
        label=gettext_lazy("Order form"),
        columns=columns,
        key=("article_number",),
    )


def form_layout() -> Layout:
    """Only the quantity is to be filled in: whole packs, nothing else."""
    return Layout(
        freeze="D2",
        is_filtered=True,
        hidden=frozenset({_PLACES["price_then"]}),
        numbers=frozenset({_PLACES["quantity"]}),
        checks=(
            Check(
                column=_PLACES["quantity"],
                formula="AND(ISNUMBER(D2),D2>0,D2<=99999,INT(D2)=D2,MOD(D2,G2)=0)",
                title=_("Quantity"),
                message=_("Write a whole number of pieces, in whole packs."),
            ),
        ),
    )


def sum_formula(row: int) -> Formula:
    """What the row comes to at the price that the quantity reaches; blank without a quantity."""
    price = f"H{row}"
    for start, amount in (("I", "J"), ("K", "L"), ("M", "N"))[:BREAKS]:
        price = f"IF(AND(ISNUMBER({start}{row}),D{row}>={start}{row}),{amount}{row},{price})"
    return Formula(f'=IF(ISNUMBER(D{row}),D{row}*{price},"")')


def about_form(actor: Actor, _asked: Asked, rows: Callable[[], int]) -> Iterator[Table]:
    """The last sheet: whose prices, as of when, the sum of what is filled in, and what to do."""
    return iter(
        (Table(pgettext("order form", "About"), [_("Order form"), ""], _about(actor, rows)),)
    )


def _about(actor: Actor, rows: Callable[[], int]) -> Iterator[tuple[str, str | Formula]]:
    now = timezone.localtime()
    customer = actor.customer
    last = max(rows() + 1, 2)
    sheet = str(_("Order form")).replace("'", "''")
    yield _("Prices as of"), date_format(now, "j F Y H:i")
    yield _("Prices for"), f"{customer.name} ({customer.number})" if customer else ""
    yield _("Sum of what is filled in, ex VAT"), Formula(f"=SUM('{sheet}'!E2:E{last})")
    yield _("To order"), _("Fill in the quantities and send the file under Quick order.")
    yield _("Prices"), _("Ex VAT, as of that day. What you pay is the price on the day you order.")


ORDER_FORM = Export(
    name="order-form",
    label=gettext_lazy("Order form"),
    sheet=order_form_sheet,
    found=form_variants,
    rows=lambda actor, found: form_rows(actor, found, sum_formula),
    perm=Perm.ORDER_VIEW,
    after=about_form,
    layout=form_layout,
)
