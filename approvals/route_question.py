"""What the route of an order is asked about, and why each person is needed, or cannot. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from approvals.chains import ChainLink, StandIn
from core.money import format_money
from core.reasons import Text, say, together


@dataclass(frozen=True, slots=True)
class RouteQuestion:
    """What the route is asked about, the same for every step."""

    orderer: ChainLink
    value: Decimal
    links: Mapping[int, ChainLink]
    administrators: Sequence[ChainLink]
    excluded_user_ids: frozenset[int]
    needs_filling: bool
    every_step: bool
    approved_ids: frozenset[int]
    was_asked: bool
    currency: str
    passed_over_ids: frozenset[int] = frozenset()
    heeds_absence: bool = True

    def stand_in(self, link: ChainLink) -> StandIn | None:
        """Who decides in place of this person today; never the orderer or the placer."""
        if link.away_until is None or link.stand_in is None:
            return None
        return None if link.stand_in.user_id in self.excluded_user_ids else link.stand_in

    def is_away(self, link: ChainLink) -> bool:
        """Away, and nobody decides meanwhile."""
        return self.heeds_absence and link.away_until is not None and self.stand_in(link) is None

    def has_yes_of(self, link: ChainLink) -> bool:
        """A yes is given once: by the person, for the person, or by the one who stands in."""
        stand_in = self.stand_in(link)
        in_place = stand_in is not None and stand_in.membership_id in self.approved_ids
        return in_place or link.membership_id in self.approved_ids

    def money(self, amount: Decimal) -> str:
        return format_money(amount, self.currency)

    def within(self, break_point: Decimal | None) -> bool:
        """A break point of 0 covers nothing, not even an order of 0."""
        return break_point is not None and break_point > 0 and self.value <= break_point

    def goes_straight(self) -> bool:
        orderer = self.orderer
        if self.needs_filling:
            return False
        has_no_chain = orderer.break_point is None and orderer.next_id is None
        return self.within(orderer.break_point) or (has_no_chain and not self.was_asked)


def orderer_words(question: RouteQuestion) -> tuple[Text, Text]:
    """Why the orderer does or does not need anyone: said to the orderer, and to others."""
    break_point = question.orderer.break_point
    if question.needs_filling:
        words = _("The next approver fills in what is asked for.")
        return words, words
    if question.goes_straight() and break_point is None:
        return _("You buy without approval."), _("Buys without approval.")
    if not break_point:
        return (
            _("All your orders are approved by someone else."),
            _("All orders are approved by someone else."),
        )
    limit = question.money(break_point)
    if question.within(break_point):
        return (
            say(_("Your break point is %(limit)s. The order is within it."), limit=limit),
            say(_("The break point is %(limit)s. The order is within it."), limit=limit),
        )
    over = question.money(question.value - break_point)
    return (
        say(
            _("Your break point is %(limit)s. The order is %(over)s over."), limit=limit, over=over
        ),
        say(_("The break point is %(limit)s. The order is %(over)s over."), limit=limit, over=over),
    )


def with_stand_in(question: RouteQuestion, link: ChainLink, reason: Text) -> Text:
    """The reason, and before it who decides while the person is away."""
    stand_in = question.stand_in(link)
    if stand_in is None:
        return reason
    names = {"name": link.name, "day": link.away_until, "substitute": stand_in.name}
    away = say(_("%(name)s is away until %(day)s. %(substitute)s decides meanwhile."), **names)
    return together(away, reason)


def why_broken(question: RouteQuestion, link: ChainLink, *, approved: bool) -> Text | None:
    """Why this person cannot decide; a yes given before the person left still stands."""
    if link.user_id in question.excluded_user_ids:
        return say(_("%(name)s placed the order and does not decide on it."), name=link.name)
    if approved:
        return None
    if not link.is_active:
        return say(_("%(name)s is inactive."), name=link.name)
    if not link.is_approver:
        return say(_("%(name)s may no longer approve."), name=link.name)
    if link.membership_id in question.passed_over_ids:
        return say(_("%(name)s has not answered in time."), name=link.name)
    return _why_away(question, link)


def _why_away(question: RouteQuestion, link: ChainLink) -> Text | None:
    if not question.is_away(link):
        return None
    names = {"name": link.name, "day": link.away_until}
    if link.stand_in is None:
        return say(_("%(name)s is away until %(day)s and has no substitute."), **names)
    return say(
        _("%(name)s is away until %(day)s, and %(substitute)s, who stands in, placed the order."),
        substitute=link.stand_in.name,
        **names,
    )


def why_needed(question: RouteQuestion, link: ChainLink) -> Text:
    if link.next_id is None:
        return _("Last in the chain, so this yes is enough.")
    if not link.break_point or question.every_step:
        return _("Every order goes on to the next in the chain.")
    limit = question.money(link.break_point)
    if question.within(link.break_point):
        return say(_("The break point is %(limit)s, so this yes is enough."), limit=limit)
    return say(
        _("The break point is %(limit)s. The order is %(over)s over, so it goes on."),
        limit=limit,
        over=question.money(question.value - link.break_point),
    )
