"""One price engine: which price holds, in which order discounts come, and that it says why."""

from decimal import Decimal

import pytest

from catalogue.pricing.engine import NextBreak, quote_unit
from catalogue.pricing.facts import ContractOffer, FixedRow, Percent, PriceFacts, RowSource
from catalogue.pricing.steps import (
    StepKind,
    StepNote,
    describe,
    steps_from_json,
    steps_to_json,
)

D = Decimal
CUSTOMER, GROUP, SEGMENT, TIER = RowSource
LIST = D("1000.00")


def row(
    price: str | None, source: RowSource = GROUP, at: int = 1, *, is_free: bool = False
) -> FixedRow:
    return FixedRow(None if price is None else D(price), at, source, source.value, is_free)


def unit(facts: PriceFacts, quantity: int = 1) -> Decimal | None:
    return quote_unit(facts, quantity).unit_net


def notes(facts: PriceFacts, quantity: int = 1) -> dict[str, StepNote | None]:
    return {
        f"{step.kind.value}:{step.label}": step.note for step in quote_unit(facts, quantity).steps
    }


def test_the_worked_example_list_group_price_and_customer_discount() -> None:
    facts = PriceFacts(
        LIST,
        fixed_rows=(FixedRow(D("900.00"), 1, GROUP, "Kommun X"),),
        customer_percent=Percent(D(5), "Skolan"),
    )
    answer = quote_unit(facts, 1)
    assert answer.unit_net == D("855.00")
    assert answer.list_net == LIST
    assert answer.saving_net == D("145.00")
    assert [(describe(step), step.amount) for step in answer.steps] == [
        ("List price", D("1000.00")),
        ("Group price (Kommun X)", D("900.00")),
        ("−5\u00a0% customer discount (Skolan)", D("855.00")),
    ]


@pytest.mark.parametrize(
    ("quantity", "price", "next_break"),
    [
        (1, "4.80", NextBreak(5, D("4.20"))),
        (4, "4.80", NextBreak(5, D("4.20"))),
        (5, "4.20", NextBreak(10, D("3.60"))),
        (9, "4.20", NextBreak(10, D("3.60"))),
        (10, "3.60", NextBreak(20, D("2.40"))),
        (19, "3.60", NextBreak(20, D("2.40"))),
        (20, "2.40", None),
        (5000, "2.40", None),
    ],
)
def test_a_volume_price_holds_from_its_quantity(
    quantity: int, price: str, next_break: NextBreak | None
) -> None:
    facts = PriceFacts(
        D("4.80"),
        fixed_rows=(row("4.20", TIER, 5), row("3.60", TIER, 10), row("2.40", TIER, 20)),
    )
    answer = quote_unit(facts, quantity)
    assert answer.unit_net == D(price)
    assert answer.next_break == next_break


def test_a_quantity_not_reached_is_a_tried_step_that_says_how_many_more() -> None:
    answer = quote_unit(PriceFacts(LIST, fixed_rows=(row("800", TIER, 20),)), 7)
    tried = answer.steps[-1]
    assert (tried.applied, tried.note, tried.missing) == (False, StepNote.MORE_NEEDED, 13)
    assert describe(tried) == "Tier price (tier), from 20. Tried, did not apply: 13 more needed"


def test_without_list_price_there_is_no_price_and_it_is_not_free() -> None:
    for nothing in (None, D(0), D("0.00")):
        answer = quote_unit(PriceFacts(nothing, customer_percent=Percent(D(5), "")), 1)
        assert answer.unit_net is None
        assert not answer.is_priced
        assert answer.steps == ()


def test_a_fixed_price_can_be_the_only_price_there_is() -> None:
    assert unit(PriceFacts(None, fixed_rows=(row("900"),))) == D("900.00")
    answer = quote_unit(PriceFacts(None, fixed_rows=(row("900", at=10),)), 1)
    assert answer.unit_net is None
    assert answer.next_break == NextBreak(10, D("900.00"))


# --- agreement prices -------------------------------------------------------------------------


def test_an_agreement_price_wins_outright_and_takes_no_percentages() -> None:
    facts = PriceFacts(
        LIST,
        contracts=(ContractOffer(D("950.00"), "Avtal 2026"),),
        fixed_rows=(row("100.00", CUSTOMER), row("50.00", GROUP)),
        group_percent=Percent(D(10), "G"),
        customer_percent=Percent(D(5), "C"),
    )
    answer = quote_unit(facts, 1)
    assert answer.unit_net == D("950.00")
    assert notes(facts) == {
        "list:": None,
        "contract:Avtal 2026": None,
        "customer_row:customer": StepNote.CONTRACT_WINS,
        "group_row:group": StepNote.CONTRACT_WINS,
        "group_percent:G": StepNote.CONTRACT_WINS,
        "customer_percent:C": StepNote.CONTRACT_WINS,
    }


def test_an_agreement_may_say_that_percentages_come_on_top() -> None:
    facts = PriceFacts(
        LIST,
        contracts=(ContractOffer(D("900.00"), "Avtal", percentages_apply=True),),
        group_percent=Percent(D(10), "G"),
        customer_percent=Percent(D(5), "C"),
    )
    assert unit(facts) == D("769.50")


def test_the_customers_own_agreement_wins_even_when_another_is_lower() -> None:
    facts = PriceFacts(
        LIST,
        contracts=(
            ContractOffer(D("700.00"), "group"),
            ContractOffer(D("910.00"), "own dear", own_customer=True),
            ContractOffer(D("900.00"), "own", own_customer=True),
        ),
    )
    assert unit(facts) == D("900.00")
    assert notes(facts) == {
        "list:": None,
        "contract:group": StepNote.CUSTOMER_WINS,
        "contract:own dear": StepNote.LOWER_WINS,
        "contract:own": None,
    }


def test_without_an_own_agreement_the_lowest_holds() -> None:
    facts = PriceFacts(LIST, contracts=(ContractOffer(D("800"), "a"), ContractOffer(D("700"), "b")))
    assert unit(facts) == D("700.00")


@pytest.mark.parametrize("blank", [None, D(0)])
def test_an_agreement_without_price_leaves_the_normal_price(blank: Decimal | None) -> None:
    facts = PriceFacts(
        LIST,
        contracts=(ContractOffer(blank, "Avtal", own_customer=True),),
        fixed_rows=(row("900"),),
        customer_percent=Percent(D(5), ""),
    )
    assert unit(facts) == D("855.00")


# --- fixed prices -----------------------------------------------------------------------------


def test_the_customers_own_row_wins_even_when_the_groups_is_lower() -> None:
    facts = PriceFacts(LIST, fixed_rows=(row("700", GROUP), row("950", CUSTOMER)))
    assert unit(facts) == D("950.00")
    assert notes(facts)["group_row:group"] == StepNote.CUSTOMER_WINS


def test_the_customers_row_holds_only_from_its_quantity() -> None:
    facts = PriceFacts(LIST, fixed_rows=(row("700", GROUP), row("600", CUSTOMER, 10)))
    assert unit(facts, 9) == D("700.00")
    assert unit(facts, 10) == D("600.00")
    assert notes(facts, 9)["customer_row:customer"] == StepNote.MORE_NEEDED


@pytest.mark.parametrize("lowest", [GROUP, SEGMENT, TIER])
def test_else_the_lowest_of_group_segment_and_tier_holds(lowest: RowSource) -> None:
    rows = tuple(
        row("700" if source == lowest else "800", source) for source in (GROUP, SEGMENT, TIER)
    )
    assert unit(PriceFacts(LIST, fixed_rows=rows)) == D("700.00")
    assert unit(PriceFacts(LIST, fixed_rows=rows[::-1])) == D("700.00")


@pytest.mark.parametrize("source", list(RowSource))
@pytest.mark.parametrize("blank", [None, "0", "0.00"])
def test_a_row_of_zero_or_blank_means_the_normal_price_not_free(
    source: RowSource, blank: str | None
) -> None:
    assert unit(PriceFacts(LIST, fixed_rows=(row(blank, source),))) == LIST
    assert unit(PriceFacts(LIST, fixed_rows=(row(blank, source), row("900", SEGMENT)))) == D(900)


def test_a_row_of_zero_shows_as_tried() -> None:
    assert notes(PriceFacts(LIST, fixed_rows=(row("0"),)))["group_row:group"] == (
        StepNote.NO_OVERRIDE
    )


def test_a_row_may_be_dearer_than_the_list_price_and_then_holds() -> None:
    answer = quote_unit(PriceFacts(LIST, fixed_rows=(row("1200"),)), 1)
    assert answer.unit_net == D("1200.00")
    assert answer.saving_net == 0


# --- percentages ------------------------------------------------------------------------------


def test_group_then_customer_discount_one_after_the_other() -> None:
    facts = PriceFacts(LIST, group_percent=Percent(D(10), "G"), customer_percent=Percent(D(5), "C"))
    assert unit(facts) == D("855.00")
    assert [step.amount for step in quote_unit(facts, 1).steps] == [
        D("1000.00"),
        D("900.00"),
        D("855.00"),
    ]


@pytest.mark.parametrize(
    ("group", "tier", "price", "loser"),
    [
        ("10", "8", "900.00", "tier_percent:T"),
        ("8", "10", "900.00", "group_percent:G"),
        ("10", "10", "900.00", "tier_percent:T"),
    ],
)
def test_of_group_and_tier_discount_only_the_larger_counts(
    group: str, tier: str, price: str, loser: str
) -> None:
    facts = PriceFacts(
        LIST, group_percent=Percent(D(group), "G"), tier_percent=Percent(D(tier), "T")
    )
    assert unit(facts) == D(price)
    assert {key for key, note in notes(facts).items() if note} == {loser}
    assert notes(facts)[loser] == StepNote.LARGER_WINS


def test_a_price_is_rounded_once_at_the_end_half_up() -> None:
    # 0.99 − 50 % − 1 % = 0.490050 → 0.49; rounding between (0.495 → 0.50) would give 0.50.
    facts = PriceFacts(
        D("0.99"), group_percent=Percent(D(50), "G"), customer_percent=Percent(D(1), "C")
    )
    assert unit(facts) == D("0.49")
    assert unit(PriceFacts(D("0.99"), group_percent=Percent(D(50), "G"))) == D("0.50")


def test_a_currency_without_decimals_is_rounded_to_whole_units() -> None:
    facts = PriceFacts(D(999), currency="ISK", customer_percent=Percent(D(50), "C"))
    assert unit(facts) == D(500)


# --- floor and free ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("highest", "price"),
    [
        ("60", "400.00"),
        ("70", "300.00"),
        ("72", "280.00"),
        ("80", "280.00"),
        ("0", "1000.00"),
    ],
)
def test_the_total_discount_never_passes_the_setting(highest: str, price: str) -> None:
    facts = PriceFacts(
        LIST,
        fixed_rows=(row("400"),),
        customer_percent=Percent(D(30), "C"),
        max_total_discount_percent=D(highest),
    )
    answer = quote_unit(facts, 1)
    assert answer.unit_net == D(price)
    stopped = [step for step in answer.steps if step.kind == StepKind.FLOOR]
    assert len(stopped) == (0 if price == "280.00" else 1)


def test_the_setting_does_not_raise_an_agreement_price_but_stops_percentages_on_it() -> None:
    offer = ContractOffer(D("300.00"), "Avtal")
    facts = PriceFacts(LIST, contracts=(offer,), max_total_discount_percent=D(50))
    assert unit(facts) == D("300.00")
    on_top = PriceFacts(
        LIST,
        contracts=(ContractOffer(D("300.00"), "Avtal", percentages_apply=True),),
        customer_percent=Percent(D(10), "C"),
        max_total_discount_percent=D(50),
    )
    assert unit(on_top) == D("300.00")


def test_free_is_an_explicit_choice_on_variant_row_or_agreement() -> None:
    assert unit(PriceFacts(None, is_free=True)) == 0
    assert unit(PriceFacts(LIST, is_free=True)) == 0
    assert unit(PriceFacts(LIST, fixed_rows=(row(None, is_free=True),))) == 0
    assert unit(PriceFacts(LIST, contracts=(ContractOffer(D(0), "A", is_free=True),))) == 0


def test_what_is_free_on_purpose_is_not_stopped_by_the_highest_discount() -> None:
    facts = PriceFacts(LIST, fixed_rows=(row("0", is_free=True),), max_total_discount_percent=D(50))
    assert unit(facts) == 0


def test_discounts_alone_never_make_a_thing_free() -> None:
    for percent in ("100", "99.9999", "250"):
        answer = quote_unit(PriceFacts(LIST, customer_percent=Percent(D(percent), "C")), 1)
        assert answer.unit_net == D("0.01")
        assert answer.steps[-1].kind == StepKind.SMALLEST


def test_two_discounts_over_a_hundred_do_not_turn_into_a_price() -> None:
    too_much = Percent(D(250), "P")
    facts = PriceFacts(LIST, group_percent=too_much, customer_percent=too_much)
    assert unit(facts) == D("0.01")


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_price_is_asked_for_at_least_one_piece(quantity: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        quote_unit(PriceFacts(LIST), quantity)


def test_a_persons_own_percentage_comes_last_and_says_until_when() -> None:
    facts = PriceFacts(
        LIST,
        customer_percent=Percent(D(5), "Skolan"),
        personal_percent=Percent(D(10), "2026-05-30"),
    )
    answer = quote_unit(facts, 1)
    assert answer.unit_net == D("855.00")
    assert [(describe(step), step.amount) for step in answer.steps] == [
        ("List price", LIST),
        ("−5\u00a0% customer discount (Skolan)", D("950.00")),
        ("−10\u00a0% birthday discount, until 30 May 2026", D("855.00")),
    ]
    kept = steps_from_json(steps_to_json(answer.steps))
    assert [describe(step) for step in kept] == [describe(step) for step in answer.steps]


def test_a_persons_own_percentage_leaves_agreements_and_the_floor() -> None:
    own = Percent(D(50), "2026-05-30")
    agreed = ContractOffer(D("700.00"), "Avtal", own_customer=True)
    assert unit(PriceFacts(LIST, contracts=(agreed,), personal_percent=own)) == D("700.00")
    stopped = PriceFacts(LIST, personal_percent=own, max_total_discount_percent=D(40))
    assert unit(stopped) == D("600.00")
