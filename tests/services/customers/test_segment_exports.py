"""The export of segments is the list as it stands: searched, ordered, and no other team's."""

from collections.abc import Sequence

import pytest

from customers.exports import SEGMENTS
from customers.models import Segment, User
from tests.teams import make_teams
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def segments(world: World) -> World:
    schools = Segment.objects.create(name="Skolor")
    schools.customers.set([world.school, world.vestby])
    schools.groups.set([world.norrvik])
    Segment.objects.create(name="Skolor i syd")
    Segment.objects.create(name="Butiker").customers.set([world.vestby])
    return world


def taken(world: World, who: User | None = None, **asked: str) -> Sequence[tuple[object, ...]]:
    actor = world.actor(who or world.stina)
    found = SEGMENTS.found(actor, asked)
    assert found.order_by().count() == len(list(SEGMENTS.rows(actor, found)))
    return [tuple(row) for row in SEGMENTS.rows(actor, found)]


def test_only_the_segments_that_the_search_finds_go_out(segments: World) -> None:
    assert [row[0] for row in taken(segments, q="syd")] == ["Skolor i syd"]
    assert {row[0] for row in taken(segments, q="skolor")} == {"Skolor", "Skolor i syd"}
    assert taken(segments, q="nothing") == []


def test_they_come_in_the_order_of_the_list(segments: World) -> None:
    names = ["Butiker", "Skolor", "Skolor i syd"]
    assert list(dict.fromkeys(row[0] for row in taken(segments))) == names
    assert list(dict.fromkeys(row[0] for row in taken(segments, sort="-name"))) == names[::-1]


def test_each_customer_and_group_has_a_row_and_an_empty_one_its_own(segments: World) -> None:
    school, vestby = segments.school.number, segments.vestby.number
    rows = taken(segments, q="skolor")
    assert set(rows) == {
        ("Skolor", school, None),
        ("Skolor", vestby, None),
        ("Skolor", None, "Norrviks kommun"),
        ("Skolor i syd", None, None),
    }
    assert len(rows) == 4


def test_a_team_member_takes_out_nothing_of_another_teams(segments: World) -> None:
    make_teams(segments)
    rows = taken(segments, segments.sam)
    numbers = {row[1] for row in rows} - {None}
    assert numbers == {segments.vestby.number}
    assert segments.school.number not in str(rows)
