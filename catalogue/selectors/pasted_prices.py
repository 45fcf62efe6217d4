"""Prices pasted as lines, 'article;quantity;price': a verdict on each, nothing dropped unseen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalogue.models import PriceList, Variant
from catalogue.pricing.adjusting import change_in_percent, is_big
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.staff_prices import Place, current_price, standing_rows
from core.exchange.numbers import count, money
from core.exchange.values import Parser, ValueProblem
from core.money import decimals_of

MOST_LINES = 2000
_MOST_QUANTITY = 1_000_000
_MARKS = re.compile(r"[;\t]")


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A line as written, what it would change, or why it cannot be used."""

    number: int
    written: str
    sku: str = ""
    name: str = ""
    proposed: ProposedRow | None = None
    old: Decimal | None = None
    change: Decimal | None = None
    is_big: bool = False
    is_same: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    number: int
    written: str
    sku: str = ""
    quantity: int = 1
    price: Decimal | None = None
    problem: str = ""


def too_many_lines(text: str) -> bool:
    return len(_lines(text)) > MOST_LINES


def read_pasted(price_list: PriceList, text: str, *, currency: str) -> Sequence[PastedLine]:
    """Every line that is not blank, in order, with its verdict. Two queries for any number."""
    parse = money(currency=currency, decimals=decimals_of(currency))
    lines = [_read(number, written, parse) for number, written in _lines(text)]
    skus = {line.sku for line in lines if line.sku}
    rows = Variant.objects.filter(sku__in=skus).order_by().select_related("product")
    variants = {variant.sku: variant for variant in rows}
    standing = standing_rows(price_list, [variant.pk for variant in variants.values()])
    first: dict[Place, int] = {}
    found = []
    for line in lines:
        variant = variants.get(line.sku)
        problem = line.problem
        if not problem and variant is None:
            problem = _("There is no such article.")
        if variant is None or problem:
            found.append(PastedLine(line.number, line.written, line.sku, problem=problem))
            continue
        place = (variant.pk, line.quantity)
        if first.setdefault(place, line.number) != line.number:
            problem = _("The same is already in row %(number)s.") % {"number": first[place]}
            found.append(PastedLine(line.number, line.written, line.sku, problem=problem))
            continue
        old = current_price(standing.get(place))
        change = change_in_percent(old, line.price)
        found.append(
            PastedLine(
                number=line.number,
                written=line.written,
                sku=line.sku,
                name=variant.product.name,
                proposed=ProposedRow(price_list.pk, variant.pk, line.quantity, line.price),
                old=old,
                change=change,
                is_big=is_big(change),
                is_same=place in standing and old == line.price,
            )
        )
    return found


def _lines(text: str) -> list[tuple[int, str]]:
    numbered = enumerate(text.splitlines(), start=1)
    return [(number, line.strip()[:300]) for number, line in numbered if line.strip()]


def _read(number: int, written: str, parse: Parser[Decimal]) -> _Read:
    parts = [part.strip() for part in _MARKS.split(written)]
    if len(parts) == 2:
        parts.insert(1, "1")
    if len(parts) != 3:
        problem = _("Write article number; quantity; price.")
        return _Read(number, written, problem=problem)
    sku, quantity_text, price_text = parts
    try:
        quantity = count(quantity_text or "1")
        if not 1 <= quantity <= _MOST_QUANTITY:
            raise ValueProblem(_("A quantity begins at 1."))
        if not price_text:
            raise ValueProblem(_("The price is missing. Write 0 for the normal price."))
        price = parse(price_text)
    except ValueProblem as problem:
        return _Read(number, written, sku, problem=str(problem))
    return _Read(number, written, sku, quantity, price)
