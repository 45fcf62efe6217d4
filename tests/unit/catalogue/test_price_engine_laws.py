"""What holds for every price, whatever rows, agreements and percentages it is made of."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalogue.pricing.engine import quote_unit
from catalogue.pricing.facts import ContractOffer, FixedRow, Percent, PriceFacts, RowSource
from catalogue.pricing.steps import describe
from core.money import round_money

D = Decimal

MONEY = st.decimals(D("0.01"), 50_000, places=2)
MAYBE_MONEY = st.none() | st.just(D(0)) | MONEY
PERCENTS = st.none() | st.builds(Percent, st.decimals(0, 100, places=2), st.just("P"))
ROWS = st.lists(
    st.builds(FixedRow, MAYBE_MONEY, st.integers(1, 50), st.sampled_from(RowSource), st.just("r")),
    max_size=6,
).map(tuple)
CONTRACTS = st.lists(
    st.builds(ContractOffer, MAYBE_MONEY, st.just("a"), st.booleans(), st.booleans()), max_size=3
).map(tuple)
FACTS = st.builds(
    PriceFacts,
    list_price_net=MAYBE_MONEY,
    contracts=CONTRACTS,
    fixed_rows=ROWS,
    group_percent=PERCENTS,
    tier_percent=PERCENTS,
    customer_percent=PERCENTS,
    max_total_discount_percent=st.none() | st.decimals(0, 100, places=2),
)


@given(FACTS, st.integers(1, 60))
def test_a_price_is_whole_ore_above_nothing_and_the_last_applied_step(
    facts: PriceFacts, quantity: int
) -> None:
    answer = quote_unit(facts, quantity)
    if answer.unit_net is None:
        assert not any(step.applied for step in answer.steps)
        return
    assert answer.unit_net > 0
    assert answer.unit_net == round_money(answer.unit_net)
    assert [step for step in answer.steps if step.applied][-1].amount == answer.unit_net


@given(FACTS, st.integers(1, 60))
def test_a_price_is_never_above_the_list_unless_a_row_or_agreement_says_so(
    facts: PriceFacts, quantity: int
) -> None:
    answer = quote_unit(facts, quantity)
    said = [offer.unit_net or D(0) for offer in facts.contracts]
    said += [row.unit_net or D(0) for row in facts.fixed_rows]
    highest = max([answer.list_net or D(0), *said])
    assert answer.unit_net is None or answer.unit_net <= highest


@given(FACTS, st.integers(1, 60))
def test_without_agreements_the_discount_never_passes_the_setting(
    facts: PriceFacts, quantity: int
) -> None:
    highest = facts.max_total_discount_percent
    answer = quote_unit(facts, quantity)
    if facts.contracts or highest is None or answer.list_net is None:
        return
    assert answer.unit_net is not None
    assert answer.unit_net >= round_money(answer.list_net * (100 - highest) / 100)


@given(FACTS, st.integers(1, 60))
def test_every_step_that_did_not_apply_says_why(facts: PriceFacts, quantity: int) -> None:
    for step in quote_unit(facts, quantity).steps:
        assert step.applied == (step.note is None)
        assert ("Tried, did not apply: " in describe(step)) != step.applied


@given(FACTS, st.integers(1, 60))
def test_the_next_break_is_true(facts: PriceFacts, quantity: int) -> None:
    answer = quote_unit(facts, quantity)
    if answer.next_break is None:
        return
    there = quote_unit(facts, answer.next_break.quantity)
    assert answer.next_break.quantity > quantity
    assert there.unit_net == answer.next_break.unit_net
    assert answer.unit_net is None or answer.next_break.unit_net < answer.unit_net
    just_before = quote_unit(facts, answer.next_break.quantity - 1).unit_net
    assert just_before is None or just_before >= (answer.unit_net or just_before)


@given(MONEY, PERCENTS, st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_larger_discount_never_costs_more(
    price: Decimal, group: Percent | None, one: Decimal, other: Decimal
) -> None:
    def at(percent: Decimal) -> Decimal:
        facts = PriceFacts(price, group_percent=group, customer_percent=Percent(percent, ""))
        found = quote_unit(facts, 1).unit_net
        assert found is not None
        return found

    assert at(max(one, other)) <= at(min(one, other))
