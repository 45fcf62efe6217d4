"""The verdict on each line of a quick order: what it means, what it costs, why it cannot be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from catalogue.models import Variant
from catalogue.packs import whole_packs
from catalogue.pricing.engine import PriceAnswer
from catalogue.selectors.own_numbers import (
    CodeMatch,
    FoundBy,
    near_codes,
    own_numbers_of,
    variant_ids_by_codes,
    variants_by_codes,
)
from catalogue.selectors.prices import quote
from catalogue.selectors.successors import successors_of
from core.reasons import Text, say
from customers.actors import Actor
from orders.judged import Judged, JudgedLine, LineState, OfferedItem, name_of
from orders.pasting import AskedLine, QuantityProblem, as_price, read_quantity
from orders.quantities import MOST, number_problem, quantity_problem
from orders.selectors.quick_answers import with_answers

MOST_ASKED = 1_000
_SHOWN_CHOICES = 8


def judge_lines(
    actor: Actor, asked: Sequence[AskedLine], chosen: Mapping[int, int] | None = None
) -> Judged:
    """Each line for this visitor now. `chosen`: by place, the variant meant of several.

    What the visitor may not see is not found, like what does not exist. A fixed number of queries
    for any number of lines.
    """
    codes = list(dict.fromkeys(line.code for line in asked if line.code))
    matches = variants_by_codes(actor, codes)
    lines = [
        _meaning(place, line, matches.get(line.code, ()), (chosen or {}).get(place))
        for place, line in enumerate(asked)
    ]
    lines = _merged(lines)
    missing = [line for line in lines if line.state == LineState.NOT_FOUND and line.asked.code]
    successors, near = _instead(actor, [line.asked.code for line in missing])
    lines = [
        _offer(line, successors, near) if line.state == LineState.NOT_FOUND else line
        for line in lines
    ]
    return Judged(tuple(with_answers(actor, asked, _priced(actor, lines))))


def _meaning(
    place: int, asked: AskedLine, matches: Sequence[CodeMatch], chosen: int | None
) -> JudgedLine:
    """Which variant, and how many, as far as the line itself says it."""
    line = JudgedLine(
        asked, LineState.GOOD, sources=(place,), price_then=as_price(asked.price_then)
    )
    if not asked.code:
        return replace(line, state=LineState.NOT_FOUND, reason=_("Write an article number."))
    if not matches:
        return replace(line, state=LineState.NOT_FOUND)
    match = next((each for each in matches if each.variant.pk == chosen), None)
    if match is None and len(matches) > 1:
        return replace(
            line,
            state=LineState.CHOOSE,
            reason=say(
                ngettext_lazy(
                    "%(n)s item has this number. Choose which you mean.",
                    "%(n)s items have this number. Choose which you mean.",
                    len(matches),
                ),
                n=len(matches),
            ),
            offered=tuple(OfferedItem(each.variant, None) for each in matches[:_SHOWN_CHOICES]),
        )
    match = match or matches[0]
    line = replace(line, variant=match.variant, notes=_found_how(asked.code, match))
    try:
        quantity = read_quantity(asked.quantity)
    except QuantityProblem as problem:
        return replace(line, state=LineState.QUANTITY, reason=problem.reason)
    return replace(line, quantity=quantity)


def _found_how(code: str, match: CodeMatch) -> tuple[Text, ...]:
    if match.found_by == FoundBy.OWN_NUMBER:
        return (say(_("Found by your own number %(code)s."), code=code),)
    if match.found_by == FoundBy.OTHER_CODE:
        return (say(_("Found by %(code)s, its EAN or part number."), code=code),)
    return ()


def _merged(lines: Sequence[JudgedLine]) -> list[JudgedLine]:
    """Lines of one item become one, and say so; one without a readable quantity stays apart."""
    found: dict[int, int] = {}
    merged: list[JudgedLine] = []
    for line in lines:
        problem = number_problem(line.quantity) if line.quantity is not None else None
        if line.variant is None or line.quantity is None or problem is not None:
            if problem is not None:
                line = replace(line, state=LineState.QUANTITY, reason=problem.reason)
            merged.append(line)
            continue
        at = found.setdefault(line.variant.pk, len(merged))
        if at == len(merged):
            merged.append(line)
            continue
        first = merged[at]
        assert first.quantity is not None  # noqa: S101 - only lines with one are merged
        merged[at] = replace(
            first,
            quantity=first.quantity + line.quantity,
            sources=first.sources + line.sources,
            price_then=first.price_then if first.price_then is not None else line.price_then,
        )
    return [_told_merged(line, lines) for line in merged]


def _told_merged(line: JudgedLine, lines: Sequence[JudgedLine]) -> JudgedLine:
    if len(line.sources) == 1:
        return line
    parts = " + ".join(str(lines[place].quantity) for place in line.sources)
    note = say(_("%(n)s lines of this item are one: %(parts)s."), n=len(line.sources), parts=parts)
    return replace(line, notes=(*line.notes, note))


def _instead(
    actor: Actor, codes: Sequence[str]
) -> tuple[Mapping[str, Variant], Mapping[str, Sequence[Variant]]]:
    """Successors of what is no longer sold, and goods whose codes look like what was written."""
    if not codes:
        return {}, {}
    ids = variant_ids_by_codes(codes)
    after = successors_of(actor, {pk for found in ids.values() for pk in found})
    successors = {
        code: next(after[pk] for pk in sorted(found) if pk in after)
        for code, found in ids.items()
        if any(pk in after for pk in found)
    }
    unknown = [code for code in codes if code not in successors]
    return successors, near_codes(actor, unknown)


def _offer(
    line: JudgedLine,
    successors: Mapping[str, Variant],
    near: Mapping[str, Sequence[Variant]],
) -> JudgedLine:
    code = line.asked.code
    if not code:
        return line
    if code in successors:
        return replace(
            line,
            state=LineState.REPLACED,
            reason=say(
                _("No longer sold. %(name)s took its place."), name=name_of(successors[code])
            ),
            offered=(OfferedItem(successors[code], None),),
        )
    reason: Text = _("No item with this number is available to you.")
    if line.price_then is not None:
        reason = _("No longer available to you.")
    return replace(
        line,
        reason=reason,
        offered=tuple(OfferedItem(variant, None) for variant in near.get(code, ())),
    )


def _priced(actor: Actor, lines: Sequence[JudgedLine]) -> list[JudgedLine]:
    """With prices, own numbers, stock and packs of the goods that are meant or offered."""
    quantities: dict[int, int] = {}
    for line in lines:
        for item in line.offered:
            quantities.setdefault(item.variant.pk, 1)
        if line.variant is not None and line.state != LineState.GOOD:
            quantities.setdefault(line.variant.pk, 1)
    for line in lines:
        # What goes into the cart decides its price, whatever other lines name the same item.
        if line.variant is not None and line.state == LineState.GOOD:
            quantities[line.variant.pk] = min(max(line.quantity or 1, 1), MOST)
    if not quantities:
        return list(lines)
    prices = quote(actor, quantities)
    own = own_numbers_of(actor, [line.variant.pk for line in lines if line.variant is not None])
    wanting = [line.variant.pk for line in lines if line.variant is not None and _lacks_stock(line)]
    after = successors_of(actor, wanting)
    priced = []
    for line in lines:
        offered = tuple(
            OfferedItem(item.variant, prices[item.variant.pk].unit_net) for item in line.offered
        )
        line = replace(line, offered=offered)
        priced.append(_settled(line, prices, own, after) if line.variant is not None else line)
    return priced


def _settled(
    line: JudgedLine,
    prices: Mapping[int, PriceAnswer],
    own: Mapping[int, str],
    after: Mapping[int, Variant],
) -> JudgedLine:
    variant = line.variant
    assert variant is not None  # noqa: S101 - the caller asks only of these
    answer = prices[variant.pk]
    line = replace(line, unit_net=answer.unit_net, own_number=own.get(variant.pk, ""))
    if line.state == LineState.GOOD and line.quantity is not None:
        line = _judged(line, variant, answer)
    if line.state == LineState.STOCK and variant.pk in after:
        line = replace(line, offered=(OfferedItem(after[variant.pk], None),))
    return line


def _judged(line: JudgedLine, variant: Variant, answer: PriceAnswer) -> JudgedLine:
    """What stands in the way of so many, the gravest first."""
    assert line.quantity is not None  # noqa: S101 - asked by the caller
    if answer.unit_net is None:
        ask = _("It has no price. Ask the shop.")
        words = _("Log in to see its price.") if answer.is_hidden else ask
        return replace(line, state=LineState.NO_PRICE, reason=words)
    problem = quantity_problem(variant, line.quantity)
    if problem is not None:
        next_whole = whole_packs(variant, line.quantity)
        fits = problem.code == "pack" and next_whole <= MOST
        return replace(
            line,
            state=LineState.PACK if problem.code == "pack" else LineState.QUANTITY,
            reason=problem.reason,
            suggested=next_whole if fits else None,
        )
    if _lacks_stock(line):
        return _short_of_stock(line, variant)
    return line


def _lacks_stock(line: JudgedLine) -> bool:
    return (
        line.variant is not None
        and line.variant.no_backorder
        and line.variant.stock_quantity < (line.quantity or 1)
    )


def _short_of_stock(line: JudgedLine, variant: Variant) -> JudgedLine:
    left = max(variant.stock_quantity, 0) // variant.pack_size * variant.pack_size
    if left < 1:
        return replace(line, state=LineState.STOCK, reason=_("Sold out."))
    reason = say(_("Sold only from stock, and %(count)s are left."), count=variant.stock_quantity)
    return replace(line, state=LineState.STOCK, reason=reason, suggested=left)
