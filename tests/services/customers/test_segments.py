"""Segments: made, filled, emptied and removed, and by whom."""

import pytest

from customers.errors import CustomersRefused, NotPermitted
from customers.models import Customer, Segment
from customers.selectors.segments import customers_of_segment, segment_list
from customers.selectors.staff_lists import customer_list
from customers.services import segments as services
from tests.teams import make_teams
from tests.world import World


def schools(world: World) -> Segment:
    return services.create_segment(actor=world.actor(world.stina), name=" Skolor  i  syd ")


def test_a_segment_is_made_renamed_and_removed(world: World) -> None:
    stina = world.actor(world.stina)
    segment = schools(world)
    assert segment.name == "Skolor i syd"
    services.rename_segment(actor=stina, segment_id=segment.pk, name="Skolor")
    assert list(segment_list(text="kol")) == [segment]
    services.delete_segment(actor=stina, segment_id=segment.pk)
    assert not Segment.objects.exists()
    with pytest.raises(CustomersRefused, match="gone"):
        services.rename_segment(actor=stina, segment_id=segment.pk, name="Skolor")


def test_two_segments_do_not_share_a_name(world: World) -> None:
    schools(world)
    with pytest.raises(CustomersRefused, match="name_taken"):
        schools(world)


def test_it_holds_customers_and_whole_groups_with_whoever_joins_later(world: World) -> None:
    stina = world.actor(world.stina)
    segment = schools(world)
    services.place_customer(actor=stina, segment_id=segment.pk, customer=world.vestby)
    services.place_group(actor=stina, segment_id=segment.pk, group=world.norrvik)
    late = Customer.objects.create(name="Teknik", main_group=world.norrvik)
    assert set(customer_list(stina, segment=str(segment.pk))) == {
        *(world.vestby, world.school, world.care, late)
    }
    assert list(customers_of_segment(stina, segment)) == [world.vestby]
    found = segment_list().get()
    assert (found.customer_count, found.group_count) == (1, 1)  # type: ignore[attr-defined]
    services.place_group(actor=stina, segment_id=segment.pk, group=world.norrvik, is_in=False)
    services.place_customer(actor=stina, segment_id=segment.pk, customer=world.vestby, is_in=False)
    assert not customer_list(stina, segment=str(segment.pk)).exists()


def test_pasted_numbers_go_in_and_out_and_each_is_told_of(world: World) -> None:
    stina = world.actor(world.stina)
    segment = schools(world)
    segment.customers.add(world.care)
    numbers = [world.care.number, world.vestby.number, "nobody", "nobody"]
    report = services.place_customers(actor=stina, segment_id=segment.pk, numbers=numbers)
    assert (list(report.changed), list(report.already)) == ([world.vestby], [world.care])
    assert report.unknown == ["nobody"]
    report = services.place_customers(
        actor=stina, segment_id=segment.pk, numbers=[*numbers, world.school.number], is_in=False
    )
    assert set(report.changed) == {world.vestby, world.care}
    assert list(report.already) == [world.school]
    assert not segment.customers.exists()


def test_more_than_twenty_thousand_numbers_are_refused(world: World) -> None:
    with pytest.raises(CustomersRefused, match="too_many"):
        services.place_customers(
            actor=world.actor(world.stina), segment_id=schools(world).pk, numbers=["1"] * 20_001
        )


def test_a_team_member_sees_its_name_and_own_customers_and_changes_nothing(world: World) -> None:
    segment = schools(world)
    segment.customers.add(world.care, world.vestby)
    make_teams(world)
    sam = world.actor(world.sam)
    assert list(customers_of_segment(sam, segment)) == [world.vestby]
    with pytest.raises(NotPermitted):
        services.place_customer(actor=sam, segment_id=segment.pk, customer=world.vestby)
    with pytest.raises(NotPermitted):
        services.create_segment(actor=sam, name="Mine")
    with pytest.raises(NotPermitted):
        services.delete_segment(actor=world.actor(world.greta), segment_id=segment.pk)
    assert segment.customers.count() == 2


def test_the_list_narrowed_to_a_segment_holds_those_in_it_by_any_way(world: World) -> None:
    schools = Segment.objects.create(name="Skolor")
    actor = world.actor(world.stina)

    def found() -> set[str]:
        return {customer.name for customer in customer_list(actor, segment=str(schools.pk))}

    assert not found()
    world.norrvik.segments.add(schools)
    assert found() == {world.school.name, world.care.name}
    world.vestby.further_groups.add(world.norrvik)
    assert world.vestby.name in found()
    world.vestby.further_groups.clear()
    world.vestby.segments.add(schools)
    assert world.vestby.name in found()
