"""The simulator says what the router would, for every amount and everyone below."""

from collections.abc import Iterable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from approvals.chains import ChainLink
from approvals.health import Chains
from approvals.simulating import affected_below, bands_of, compare, way
from tests.unit.approvals.test_routing_laws import ADMINISTRATORS, CHAINS


def as_chains(
    people: list[ChainLink], administrators: Iterable[ChainLink], every_step: bool
) -> Chains:
    links = {link.membership_id: link for link in people}
    return Chains(links, tuple(administrators), every_step)


@given(CHAINS, ADMINISTRATORS, st.booleans())
def test_a_band_holds_for_every_amount_in_it(
    people: list[ChainLink], administrators: tuple[ChainLink, ...], every_step: bool
) -> None:
    chains = as_chains(people, administrators, every_step)
    for pk in chains.links:
        bands = bands_of(chains, pk)
        assert bands[0].over is None
        assert bands[-1].up_to is None
        for value in chains.typical_values():
            [band] = [
                band
                for band in bands
                if (band.over is None or value > band.over)
                and (band.up_to is None or value <= band.up_to)
            ]
            assert way(chains.route(pk, value)) == way(band.route)


@given(CHAINS, ADMINISTRATORS, st.booleans(), st.data())
def test_nobody_below_whose_orders_go_another_way_is_forgotten(
    people: list[ChainLink],
    administrators: tuple[ChainLink, ...],
    every_step: bool,
    data: st.DataObject,
) -> None:
    before = as_chains(people, administrators, every_step)
    if not before.links:
        return
    pk = data.draw(st.sampled_from(sorted(before.links)))
    up = data.draw(st.sampled_from([None, *sorted(before.links)]))
    after = before.with_change(
        pk,
        next_id=up,
        break_point=None if up is None else Decimal(data.draw(st.integers(0, 5))) * 1000,
        is_approver=data.draw(st.booleans()),
    )
    values = [*before.typical_values(), *after.typical_values(), before.beyond, after.beyond]
    moved = {
        other
        for other in before.links
        if other != pk
        and any(way(before.route(other, v)) != way(after.route(other, v)) for v in values)
    }
    found = affected_below(before, after, pk, among=before.links)
    assert {each for group in found for each in group.people} == moved
    assert any(band.is_changed for band in compare(before, after, pk)) == any(
        way(before.route(pk, v)) != way(after.route(pk, v)) for v in values
    )
