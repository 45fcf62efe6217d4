"""Points in the checkout: how many there are, what they pay, and why not so many."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from core.reasons import Text
from customers.actors import ShopRequest
from marketing.loyalty_rules import SpendingTerms, may_use
from marketing.selectors.loyalty import programme, terms_of
from orders.selectors.baskets import Basket
from shop.context import header_of, shop_of
from shop.forms.ordering import CheckoutForm

USE_ALL = "points"  # the button's value of `update`


@dataclass(frozen=True, slots=True)
class PointsShown:
    """`points` and `amount` are what is chosen, none while it is refused; `largest` what can be.

    `amount` is paid of `gross`, both inc VAT.
    """

    field: BoundField
    name: str
    balance: int
    worth: Decimal
    largest: int
    largest_amount: Decimal
    points: int
    amount: Decimal
    gross: Decimal
    refusal: Text = ""

    @property
    def payable(self) -> Decimal:
        return self.gross - self.amount


def points_shown(request: ShopRequest, basket: Basket, form: CheckoutForm) -> PointsShown | None:
    """None for whoever has no points to use: then it costs no query, else one."""
    if basket.is_empty or not header_of(request).points:
        return None
    found = programme()
    if found is None:
        return None
    terms = terms_of(found, shop_of(request))
    balance, gross = header_of(request).points, basket.totals.gross
    largest = _largest(terms, balance, gross)
    if request.POST.get("update") == USE_ALL:
        form.initial["points"] = largest
    asked = _asked(form)
    verdict = may_use(asked, balance=balance, gross=gross, terms=terms)
    points = asked if verdict.allowed else 0
    field: Any = form["points"]
    field.label = _("Pay with %(name)s") % {"name": found.points_name}
    return PointsShown(
        field=field,
        name=found.points_name,
        balance=balance,
        worth=terms.worth(balance),
        largest=largest,
        largest_amount=terms.worth(largest),
        points=points,
        amount=terms.worth(points),
        gross=gross,
        refusal=verdict.reason,
    )


def _largest(terms: SpendingTerms, balance: int, gross: Decimal) -> int:
    most = min(balance, terms.largest(gross))
    return most if most >= terms.least_points else 0


def _asked(form: CheckoutForm) -> int:
    """What is written in the field now; what is no number is judged when it is sent."""
    written = str(form["points"].value() or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0
