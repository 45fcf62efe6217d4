"""How many points an order earns, and how many may pay for one; with the reasons. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from django.utils.translation import gettext_lazy as _

from core.money import ZERO, format_money, percent_of, round_money
from core.reasons import ALLOWED, Refused, Text, Verdict, say

MOST_POINTS = 1_000_000_000  # in one entry; a sum of many still fits its column
_ROUNDINGS = {"down": ROUND_DOWN, "nearest": ROUND_HALF_UP, "up": ROUND_UP}


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """A rule as the calculation needs it. `group_id` None = everybody; `name` is the group's."""

    pk: int
    points_per_100: Decimal
    factor: Decimal = Decimal(1)
    group_id: int | None = None
    name: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def rate(self) -> Decimal:
        return self.points_per_100 * self.factor

    def holds(self, group_ids: Collection[int], day: date) -> bool:
        return (
            (self.group_id is None or self.group_id in group_ids)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Earning:
    """So many points, by this rule; None = no rule held. `beside` = other rules that also held."""

    points: int
    value_net: Decimal
    rule: RuleTerms | None = None
    beside: tuple[RuleTerms, ...] = ()


def earned_points(
    rules: Iterable[RuleTerms],
    *,
    group_ids: Collection[int],
    day: date,
    value_net: Decimal,
    rounding: str = "down",
) -> Earning:
    """What goods of `value_net` ex VAT earn. A rule of one of the customer's groups goes before
    one for everybody; of several alike the most generous holds."""
    held = [rule for rule in rules if rule.holds(group_ids, day)]
    if not held:
        return Earning(0, value_net)
    best = max(held, key=lambda rule: (rule.group_id is not None, rule.rate, -rule.pk))
    whole = percent_of(max(value_net, ZERO), best.rate).quantize(
        Decimal(1), rounding=_ROUNDINGS[rounding]
    )
    others = tuple(rule for rule in held if rule.pk != best.pk)
    return Earning(min(int(whole), MOST_POINTS), value_net, best, others)


@dataclass(frozen=True, slots=True)
class SpendingTerms:
    """What the programme allows; `point_value` inc VAT."""

    point_value: Decimal
    largest_percent: int
    least_points: int
    points_name: str
    currency: str = "SEK"

    def worth(self, points: int) -> Decimal:
        return round_money(points * self.point_value, self.currency)

    def largest(self, gross: Decimal) -> int:
        """The most points that an order of `gross` takes. What they are worth, rounded, is never
        more than the order."""
        part = percent_of(gross, Decimal(self.largest_percent))
        points = min(int(part / self.point_value), MOST_POINTS)
        while points and self.worth(points) > gross:
            points -= 1
        return max(points, 0)


def may_use(points: int, *, balance: int, gross: Decimal, terms: SpendingTerms) -> Verdict:
    """May so many points pay for an order of `gross`? None asked is always allowed."""
    if points == 0:
        return ALLOWED
    if points < 0:
        return _no(_("Write how many points, as a whole number from 0."), "points-number")
    if points > balance:
        return _no(_("There are %(left)s %(name)s, not so many."), "points-left", terms, balance)
    if points < terms.least_points:
        sentence = _("Use at least %(left)s %(name)s, or none.")
        return _no(sentence, "points-few", terms, terms.least_points)
    largest = terms.largest(gross)
    if points > largest:
        reason = say(
            _("At most %(left)s %(name)s can pay for this order: %(percent)s %% of %(gross)s."),
            left=largest,
            name=terms.points_name,
            percent=terms.largest_percent,
            gross=format_money(gross, terms.currency),
        )
        return Refused(reason, "points-many")
    return ALLOWED


def _no(reason: Text, code: str, terms: SpendingTerms | None = None, left: int = 0) -> Refused:
    if terms is None:
        return Refused(reason, code)
    return Refused(say(reason, left=left, name=terms.points_name), code)


def kept_points(
    points: int, *, old_gross: Decimal, new_gross: Decimal, terms: SpendingTerms | None
) -> int:
    """How many of an order's points still pay for it when an approver has changed its total.

    All, while they fit in what the programme allows or in the same share as before; the rest is
    given back.
    """
    if points == 0 or new_gross >= old_gross or old_gross <= 0:
        return points
    same_share = int(points * new_gross / old_gross)
    allowed = terms.largest(new_gross) if terms is not None else 0
    return min(points, max(same_share, allowed))


def share_of(points: int, part: Decimal, whole: Decimal) -> int:
    """The part of `points` that goes with `part` of `whole`; all of them with all of it."""
    if part >= whole or whole <= 0:
        return points
    return int((points * part / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def earning_base(goods_net: Decimal, *, gross: Decimal, points_amount: Decimal) -> Decimal:
    """The goods value that earns: what was paid with points earns none."""
    if gross <= 0 or points_amount <= 0:
        return goods_net
    return round_money(goods_net * (gross - points_amount) / gross)
