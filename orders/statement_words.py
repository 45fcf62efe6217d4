"""A purchase limit's statement put for a page: its lines in words, so many at a time. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.money import format_money
from core.reasons import Text, say, together
from customers.limits import LimitStanding, LimitTerms, OutsideWindow
from customers.periods import Recurrence
from orders.statement import Move, Statement, StatementLine, TermsChange
from orders.states import OrderStatus

LINES_A_PAGE = 50
NAMED = 5  # orders that a sentence names; the rest are counted


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in words; `is_late` = it happened after the period, to an order of the period."""

    line: StatementLine
    text: Text
    is_late: bool


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Some lines of a statement. `brought` is what was left before the first of them."""

    lines: Sequence[ShownLine]
    brought: Decimal
    number: int
    count: int

    @property
    def earlier(self) -> int | None:
        """The page of the lines before these."""
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def page_of(
    statement: Statement, *, currency: str, page: int | None = None, size: int = LINES_A_PAGE
) -> StatementPage:
    """Page `page` of the lines, oldest first; the last page unless said. Beyond the end = last."""
    count = max(1, -(-len(statement.lines) // size))
    number = count if page is None else min(max(page, 1), count)
    first = (number - 1) * size
    shown = statement.lines[first : first + size]
    return StatementPage(
        lines=[
            ShownLine(line, words_of(line, currency), line.day > statement.period.ends_on)
            for line in shown
        ],
        brought=statement.lines[first - 1].balance if first else statement.opening,
        number=number,
        count=count,
    )


def words_of(line: StatementLine, currency: str) -> Text:
    """What happened, in a sentence without the order's number."""
    if line.terms is not None:
        return _limit_words(line, line.terms, currency)
    old, new = format_money(line.old, currency), format_money(line.new, currency)
    if line.move == Move.ADJUSTED:
        if line.who:
            return say(_("Changed by %(name)s: %(old)s → %(new)s"), name=line.who, old=old, new=new)
        return say(_("Changed: %(old)s → %(new)s"), old=old, new=new)
    if line.move == Move.APPROVED:
        return say(
            _("Approved by %(name)s: %(amount)s moves from reserved to used"),
            name=line.who,
            amount=new,
        )
    if line.move == Move.RELEASED:
        return _by(_RELEASED.get(line.outcome, _RELEASED[OrderStatus.CANCELLED]), line.who)
    placed = _("Reserved, waits for approval") if line.move == Move.RESERVED else _("Bought")
    if line.who:
        return together(say("%(what)s.", what=placed), say(_("Placed by %(name)s."), name=line.who))
    return placed


_RELEASED: dict[str, tuple[Text, Text]] = {
    OrderStatus.REJECTED: (_("Given back: rejected"), _("Given back: rejected by %(name)s")),
    OrderStatus.WITHDRAWN: (_("Given back: withdrawn"), _("Given back: withdrawn by %(name)s")),
    OrderStatus.CANCELLED: (_("Given back: cancelled"), _("Given back: cancelled by %(name)s")),
}


def _by(words: tuple[Text, Text], name: str) -> Text:
    return say(words[1], name=name) if name else words[0]


def _limit_words(line: StatementLine, change: TermsChange, currency: str) -> Text:
    before, after = change.before, change.after
    sentences: list[Text] = []
    if after is None:
        sentences.append(_by((_("Limit removed."), _("Limit removed by %(name)s.")), line.who))
        return together(*sentences)
    if before is None:
        values = {"new": format_money(after.amount, currency), "when": terms_words(after)}
        words = _("Limit set to %(new)s by %(name)s, %(when)s.")
        if not line.who:
            words = _("Limit set to %(new)s, %(when)s.")
        sentences.append(say(words, name=line.who, **values))
    else:
        sentences += _differences(line, before, after, currency)
    sentences += _orders(_now_count, change.now_count)
    sentences += _orders(_no_longer, change.no_longer_count)
    return together(*sentences)


def _differences(
    line: StatementLine, before: LimitTerms, after: LimitTerms, currency: str
) -> list[Text]:
    sentences: list[Text] = []
    name = line.who
    if before.amount != after.amount:
        amounts = {
            "old": format_money(before.amount, currency),
            "new": format_money(after.amount, currency),
        }
        raised = after.amount > before.amount
        words = _RAISED if raised else _LOWERED
        sentences.append(say(words[bool(name)], name=name, **amounts))
        name = ""  # said once
    if _dates(before) != _dates(after):
        words = (
            _("Period changed: %(old)s → %(new)s."),
            _("Period changed by %(name)s: %(old)s → %(new)s."),
        )
        old, new = terms_words(before), terms_words(after)
        sentences.append(say(words[bool(name)], name=name, old=old, new=new))
        name = ""
    if before.outside != after.outside:
        words = (
            _("Outside its dates: %(old)s → %(new)s."),
            _("Outside its dates, changed by %(name)s: %(old)s → %(new)s."),
        )
        old_rule, new_rule = before.outside.label, after.outside.label
        sentences.append(say(words[bool(name)], name=name, old=old_rule, new=new_rule))
    return sentences


_RAISED = (
    _("Limit raised from %(old)s to %(new)s."),
    _("Limit raised from %(old)s to %(new)s by %(name)s."),
)
_LOWERED = (
    _("Limit lowered from %(old)s to %(new)s."),
    _("Limit lowered from %(old)s to %(new)s by %(name)s."),
)


def _dates(terms: LimitTerms) -> tuple[date, date | None, Recurrence | None]:
    return terms.starts_on, terms.ends_on, terms.recurrence


def terms_words(terms: LimitTerms) -> Text:
    """When a limit holds: 'monthly from 1 January 2026'."""
    if terms.recurrence is None:
        return say(_("%(first)s to %(last)s"), first=terms.starts_on, last=terms.ends_on)
    words = {
        Recurrence.MONTHLY: _("monthly from %(first)s"),
        Recurrence.QUARTERLY: _("quarterly from %(first)s"),
        Recurrence.YEARLY: _("yearly from %(first)s"),
    }
    return say(words[terms.recurrence], first=terms.starts_on)


def _now_count(count: int, more: int) -> Text:
    if more:
        return _("Orders %(orders)s and %(more)s others of earlier now count.")
    return ngettext_lazy(
        "Order %(orders)s of earlier now counts.",
        "Orders %(orders)s of earlier now count.",
        count,
    )


def _no_longer(count: int, more: int) -> Text:
    if more:
        return _("Orders %(orders)s and %(more)s others no longer count.")
    return ngettext_lazy(
        "Order %(orders)s no longer counts.", "Orders %(orders)s no longer count.", count
    )


def _orders(words: Callable[[int, int], Text], numbers: Sequence[int]) -> list[Text]:
    if not numbers:
        return []
    named = ", ".join(str(number) for number in numbers[:NAMED])
    more = max(len(numbers) - NAMED, 0)
    return [say(words(len(numbers), more), orders=named, more=more)]


def next_reset(standing: LimitStanding) -> Text:
    """What comes after the period that `standing` is in, or before the limit begins."""
    terms, period = standing.terms, standing.period
    if terms is None or period is None or period.ends_on == date.max:
        return ""
    if terms.recurrence is not None:
        return say(
            _("It starts afresh on %(day)s."), day=date.fromordinal(period.ends_on.toordinal() + 1)
        )
    if terms.outside == OutsideWindow.BLOCK:
        return say(
            _("It ends on %(day)s. After that nothing may be bought until it is renewed."),
            day=period.ends_on,
        )
    return say(_("It ends on %(day)s. After that there is no limit."), day=period.ends_on)


def outside_words(standing: LimitStanding, today: date) -> Text:
    """Which holds on a day that the limit's dates do not cover."""
    terms = standing.terms
    if terms is None or standing.period is not None:
        return ""
    blocks = terms.outside == OutsideWindow.BLOCK
    if today < terms.starts_on:
        words = (
            _("The limit begins on %(day)s. Until then nothing may be bought.")
            if blocks
            else _("The limit begins on %(day)s. Until then there is no limit.")
        )
        return say(words, day=terms.starts_on)
    words = (
        _("The limit ended on %(day)s. Until it is renewed nothing may be bought.")
        if blocks
        else _("The limit ended on %(day)s. Now there is no limit.")
    )
    return say(words, day=terms.ends_on)
