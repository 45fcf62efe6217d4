"""A limit's statement: every line has its balance, and the last one is what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.money import ZERO
from customers.limit_chapters import (
    chapter_on,
    chapters_of,
    day_after,
    day_before,
    period_in,
)
from customers.limits import LimitTerms, LimitVersion, OutsideWindow, limit_period
from customers.periods import Period, Recurrence, shop_day
from orders.statement import Move, OrderFact, Statement, days_needed, make_statement
from orders.statement_words import page_of, words_of

NB = "\u00a0"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def monthly(amount: str, starts_on: str = "2026-01-01") -> LimitTerms:
    return LimitTerms(Decimal(amount), date.fromisoformat(starts_on), recurrence=Recurrence.MONTHLY)


def window(amount: str, first: str, last: str) -> LimitTerms:
    return LimitTerms(Decimal(amount), date.fromisoformat(first), date.fromisoformat(last))


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=STOCKHOLM)


def version(moment: str, terms: LimitTerms | None, who: str = "Greta Sandström") -> LimitVersion:
    return LimitVersion(at(moment), shop_day(at(moment), STOCKHOLM), terms, who)


def fact(
    moment: str, move: Move, number: int, amount: str, *, on: str = "", **rest: Any
) -> OrderFact:
    day = shop_day(at(moment), STOCKHOLM)
    counts_on = date.fromisoformat(on) if on else day
    return OrderFact(at(moment), day, move, number, Decimal(amount), counts_on, **rest)


def statement(
    versions: Sequence[LimitVersion], facts: Sequence[OrderFact], period: Period = NOVEMBER
) -> Statement:
    return make_statement(period=period, versions=versions, facts=facts)


def balances(made: Statement) -> list[str]:
    return [str(line.balance) for line in made.lines]


def words(made: Statement) -> list[str]:
    return [str(words_of(line, "SEK")).replace(NB, " ") for line in made.lines]


def test_a_month_of_orders_reads_like_a_bank_statement() -> None:
    made = statement(
        [version("2026-01-01 08:00", monthly("20000.00"))],
        [
            fact("2026-11-02 09:00", Move.BOUGHT, 1041, "4170.00"),
            fact("2026-11-03 09:00", Move.RESERVED, 1042, "6360.00"),
            fact("2026-11-03 10:00", Move.ADJUSTED, 1042, "-1590.00", on="2026-11-03", who="Ali"),
            fact("2026-11-03 10:05", Move.APPROVED, 1042, "0.00", on="2026-11-03", who="Ali"),
            fact("2026-11-04 09:00", Move.RESERVED, 1043, "7950.00", who="Sam Öberg"),
            fact(
                "2026-11-05 09:00",
                Move.RELEASED,
                1043,
                "-7950.00",
                on="2026-11-04",
                who="Ali",
                outcome="rejected",
            ),
        ],
    )
    assert made.opening == Decimal("20000.00")
    assert balances(made) == [
        "15830.00",
        "9470.00",
        "11060.00",
        "11060.00",
        "3110.00",
        "11060.00",
    ]
    assert words(made) == [
        "Bought",
        "Reserved, waits for approval",
        "Changed by Ali: 6 360,00 kr → 4 770,00 kr",
        "Approved by Ali: 4 770,00 kr moves from reserved to used",
        "Reserved, waits for approval. Placed by Sam Öberg.",
        "Given back: rejected by Ali",
    ]
    assert made.closing == Decimal("11060.00")


def test_a_limit_raised_in_mid_period_is_a_line_with_who_did_it() -> None:
    made = statement(
        [
            version("2026-01-01 08:00", monthly("20000.00")),
            version("2026-11-10 08:00", monthly("25000.00")),
            version("2026-11-12 08:00", monthly("24000.00"), who=""),
        ],
        [fact("2026-11-02 09:00", Move.BOUGHT, 1041, "4170.00")],
    )
    assert made.opening == Decimal("20000.00")
    assert words(made)[1:] == [
        "Limit raised from 20 000,00 kr to 25 000,00 kr by Greta Sandström.",
        "Limit lowered from 25 000,00 kr to 24 000,00 kr.",
    ]
    assert [line.change for line in made.lines] == [-4170, 5000, -1000]
    assert made.closing == Decimal("19830.00")


def test_a_longer_period_names_the_earlier_orders_that_now_count() -> None:
    versions = [
        version("2026-01-01 08:00", monthly("20000.00")),
        version("2026-11-10 08:00", window("20000.00", "2026-10-15", "2026-12-31")),
    ]
    period = Period(date(2026, 10, 15), date(2026, 12, 31))
    assert days_needed(versions, period) == [period, NOVEMBER]
    made = statement(
        versions,
        [
            fact("2026-10-20 09:00", Move.BOUGHT, 1030, "1000.00"),
            fact("2026-10-21 09:00", Move.BOUGHT, 1031, "700.00"),
            fact("2026-10-21 10:00", Move.RELEASED, 1031, "-700.00", on="2026-10-21"),
            fact("2026-11-02 09:00", Move.BOUGHT, 1041, "4170.00"),
        ],
        period,
    )
    assert words(made)[-1] == (
        "Period changed by Greta Sandström: monthly from 1 January 2026 → "
        "15 October 2026 to 31 December 2026. Order 1030 of earlier now counts."
    )
    assert made.lines[-1].change == 0
    assert made.closing == Decimal("14830.00")


def test_a_shorter_period_names_the_orders_that_no_longer_count() -> None:
    versions = [
        version("2026-01-01 08:00", monthly("20000.00")),
        version("2026-11-10 08:00", monthly("20000.00", "2026-11-08")),
    ]
    period = Period(date(2026, 11, 8), date(2026, 12, 7))
    numbers = range(1041, 1048)
    made = statement(
        versions,
        [fact("2026-11-02 09:00", Move.BOUGHT, number, "100.00") for number in numbers]
        + [fact("2026-11-09 09:00", Move.BOUGHT, 1050, "500.00")],
        period,
    )
    assert words(made) == [
        "Bought",
        "Period changed by Greta Sandström: monthly from 1 January 2026 → monthly from "
        "8 November 2026. Orders 1041, 1042, 1043, 1044, 1045 and 2 others no longer count.",
    ]
    assert made.closing == Decimal("19500.00")


def test_a_limit_set_in_mid_period_counts_what_was_bought_before() -> None:
    made = statement(
        [version("2026-11-10 08:00", monthly("5000.00", "2026-11-01"))],
        [fact("2026-11-02 09:00", Move.BOUGHT, 1041, "4170.00")],
    )
    assert made.opening == Decimal("5000.00")
    assert words(made)[1] == (
        "Limit set to 5 000,00 kr by Greta Sandström, monthly from 1 November 2026. "
        "Order 1041 of earlier now counts."
    )
    assert made.lines[1].change == 0
    assert made.closing == Decimal("830.00")


def test_a_limit_removed_and_set_again_says_both() -> None:
    made = statement(
        [
            version("2026-01-01 08:00", monthly("20000.00")),
            version("2026-11-10 08:00", None),
            version("2026-11-11 08:00", monthly("5000.00")),
        ],
        [fact("2026-11-02 09:00", Move.BOUGHT, 1041, "4170.00")],
    )
    assert words(made)[1] == "Limit removed by Greta Sandström."
    assert balances(made) == ["15830.00", "15830.00", "830.00"]


def test_what_happens_after_the_period_stands_in_the_period_it_belongs_to() -> None:
    made = statement(
        [version("2026-01-01 08:00", monthly("20000.00"))],
        [
            fact("2026-11-30 23:30", Move.RESERVED, 1042, "6360.00"),
            fact(
                "2026-12-02 09:00",
                Move.RELEASED,
                1042,
                "-6360.00",
                on="2026-11-30",
                outcome="withdrawn",
            ),
            fact("2026-12-01 00:10", Move.BOUGHT, 1043, "100.00"),
        ],
    )
    page = page_of(made, currency="SEK")
    assert [(each.line.order_number, each.is_late) for each in page.lines] == [
        (1042, False),
        (1042, True),
    ]
    assert made.closing == Decimal("20000.00")


def test_300_lines_are_paged_without_losing_the_balance() -> None:
    made = statement(
        [version("2026-01-01 08:00", monthly("20000.00"))],
        [fact("2026-11-02 09:00", Move.BOUGHT, 1000 + n, "10.00") for n in range(300)],
    )
    pages = [page_of(made, currency="SEK", page=number) for number in range(1, 7)]
    assert [page.brought for page in pages] == [Decimal(20000 - 500 * n) for n in range(6)]
    assert [(page.earlier, page.later) for page in pages[::5]] == [(None, 2), (5, None)]
    assert sum(len(page.lines) for page in pages) == 300
    assert page_of(made, currency="SEK").number == 6
    assert page_of(made, currency="SEK", page=99).number == 6
    assert pages[5].lines[-1].line.balance == made.closing == Decimal("17000.00")


def test_a_replaced_limit_answers_for_the_days_before_the_new_one() -> None:
    versions = [
        version("2025-01-01 08:00", window("9000.00", "2025-01-01", "2025-12-31")),
        version("2026-01-07 08:00", window("8000.00", "2026-01-01", "2026-12-31")),
    ]
    chapters = chapters_of(versions)
    assert [(each.number, each.first, each.last) for each in chapters] == [
        (1, date(2026, 1, 1), date.max),
        (0, date(2025, 1, 1), date(2025, 12, 31)),
    ]
    today = date(2026, 3, 1)
    assert day_before(chapters, date(2026, 1, 1)) == date(2025, 12, 31)
    assert day_before(chapters, date(2025, 1, 1)) is None
    assert day_after(chapters, date(2025, 12, 31), today=today) == date(2026, 1, 1)
    assert day_after(chapters, date(2026, 12, 31), today=today) is None


def test_a_limit_written_wrong_and_put_right_leaves_no_ghost_periods() -> None:
    versions = [
        version("2026-11-10 08:00", window("9000.00", "2025-01-01", "2025-12-31")),
        version("2026-11-10 08:01", window("9000.00", "2026-01-01", "2026-12-31")),
    ]
    assert [each.number for each in chapters_of(versions)] == [1]


def test_a_period_is_cut_where_another_limit_took_over() -> None:
    versions = [
        version("2026-01-01 08:00", monthly("9000.00")),
        version("2026-11-10 08:00", monthly("9000.00", "2026-11-15")),
    ]
    chapters = chapters_of(versions)
    before = chapter_on(chapters, date(2026, 11, 9))
    assert before is not None
    assert period_in(before, date(2026, 11, 9)) == Period(date(2026, 11, 1), date(2026, 11, 10))
    assert chapter_on(chapters, date(2026, 11, 12)) is None
    assert day_before(chapters, date(2026, 11, 15)) == date(2026, 11, 10)


# The law: whatever happens, in whatever order, a statement of any period sums to what is left.

DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
AMOUNTS = st.decimals(0, 9_999, places=2)


@st.composite
def any_terms(draw: st.DrawFn) -> LimitTerms | None:
    if draw(st.integers(0, 5)) == 0:
        return None
    starts_on = draw(st.dates(date(2025, 10, 31), date(2026, 6, 1)))
    amount, outside = draw(AMOUNTS), draw(st.sampled_from(OutsideWindow))
    if draw(st.booleans()):
        ends_on = starts_on + timedelta(days=draw(st.integers(0, 90)))
        return LimitTerms(amount, starts_on, ends_on, outside=outside)
    return LimitTerms(amount, starts_on, None, draw(st.sampled_from(Recurrence)), outside)


@dataclass
class Ledger:
    """What the services would have written."""

    facts: list[OrderFact] = field(default_factory=list)
    versions: list[LimitVersion] = field(default_factory=list)
    values: dict[int, Decimal] = field(default_factory=dict)
    placed: dict[int, date] = field(default_factory=dict)

    def write(self, when: datetime, move: Move, number: int, amount: Decimal) -> None:
        day = shop_day(when, STOCKHOLM)
        counts_on = self.placed.setdefault(number, day)
        self.values[number] = self.values.get(number, ZERO) + amount
        self.facts.append(OrderFact(when, day, move, number, amount, counts_on))

    def spent(self, period: Period) -> Decimal:
        inside = [n for n, day in self.placed.items() if period.contains(day)]
        return sum((self.values[number] for number in inside), ZERO)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    made = Ledger()
    moments = sorted(draw(st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30)))))
    for number, moment in enumerate(moments):
        when = moment.replace(tzinfo=UTC)
        standing = [n for n, value in made.values.items() if value]
        what = draw(st.sampled_from(["place", "place", "change", "approve", "release", "limit"]))
        if what == "limit":
            day = shop_day(when, STOCKHOLM)
            terms = draw(any_terms())
            if terms != (made.versions[-1].terms if made.versions else None):
                made.versions.append(LimitVersion(when, day, terms))
        elif what == "place" or not standing:
            made.write(
                when, draw(st.sampled_from([Move.BOUGHT, Move.RESERVED])), number, draw(AMOUNTS)
            )
        else:
            order = draw(st.sampled_from(standing))
            value = made.values[order]
            new = {"change": draw(AMOUNTS), "approve": value, "release": ZERO}[what]
            move = {"change": Move.ADJUSTED, "approve": Move.APPROVED, "release": Move.RELEASED}
            made.write(when, move[what], order, new - value)
    return made


def facts_for(ledger: Ledger, periods: Sequence[Period]) -> list[OrderFact]:
    return [
        each for each in ledger.facts if any(period.contains(each.counts_on) for period in periods)
    ]


@given(ledgers(), DAYS)
def test_every_statement_sums_to_what_is_left(ledger: Ledger, day: date) -> None:
    versions = ledger.versions
    chapter = chapter_on(chapters_of(versions), day)
    period = period_in(chapter, day) if chapter else None
    current = versions[-1].terms if versions else None
    if current is not None and limit_period(current, day) is not None:
        assert chapter is not None
        assert period == limit_period(current, day), "the limit as it is counts"
        assert chapter.terms == current
    if chapter is None or period is None:
        return
    known = versions[: chapter.number + 1]
    made = make_statement(
        period=period, versions=known, facts=facts_for(ledger, days_needed(known, period))
    )
    assert made.closing == chapter.terms.amount - ledger.spent(period)
    balance = made.opening
    for line in made.lines:
        balance += line.change
        assert line.balance == balance
        assert words_of(line, "SEK")
    assert [line.at for line in made.lines] == sorted(line.at for line in made.lines)


@given(ledgers())
def test_the_periods_lie_side_by_side_and_are_all_reached(ledger: Ledger) -> None:
    today = date(2026, 6, 30)
    chapters = chapters_of(ledger.versions)
    seen: list[Period] = []
    day = day_before(chapters, today)
    while day is not None and len(seen) < 400:
        chapter = chapter_on(chapters, day)
        assert chapter is not None
        period = period_in(chapter, day)
        assert period is not None
        assert period.contains(day)
        if seen:
            assert period.ends_on < seen[-1].starts_on
            back = day_after(chapters, period.ends_on, today=today)
            assert back is not None
            assert seen[-1].contains(back)
        seen.append(period)
        day = day_before(chapters, period.starts_on)
