"""Lists are paged by key: every row once, in both directions, also without a value."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from core.tables import Page, Sort, keyset_page, neighbours
from customers.models import Customer, User
from tests.world import World

SORTS = {
    "name": Sort.by("last_name", "first_name"),
    "seen": Sort.by("last_seen_at", nullable=True, descending_first=True),
}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _people(*seen: int | None) -> list[User]:
    people: list[User] = User.objects.bulk_create(
        User(
            email=f"p{number}@example.org",
            first_name=f"F{number % 3}",
            last_name=f"L{number % 2}",
            last_seen_at=None if hours is None else NOON + timedelta(hours=hours),
        )
        for number, hours in enumerate(seen)
    )
    return people


def _walk(sort: str, size: int) -> tuple[list[int], list[int]]:
    """The ids going to the end page by page, and those coming all the way back."""
    forwards: list[int] = []
    pages: list[Page[User]] = []
    cursor: str | None = None
    while True:
        page = keyset_page(User.objects.all(), sorts=SORTS, sort=sort, cursor=cursor, size=size)
        pages.append(page)
        forwards += [row.pk for row in page.rows]
        cursor = page.older
        if cursor is None:
            break
    backwards = [row.pk for row in pages[-1].rows]
    page = pages[-1]
    while page.newer:
        page = keyset_page(User.objects.all(), sorts=SORTS, sort=sort, cursor=page.newer, size=size)
        # The first page is shown whole, so it may overlap with the one behind it.
        backwards = [row.pk for row in page.rows if row.pk not in backwards] + backwards
    return forwards, backwards


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seen=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=14),
    sort=st.sampled_from(["name", "-name", "seen", "-seen"]),
    size=st.integers(1, 5),
)
def test_every_row_is_shown_once_in_either_direction(
    seen: list[int | None], sort: str, size: int
) -> None:
    User.objects.all().delete()
    people = _people(*seen)

    forwards, backwards = _walk(sort, size)

    assert sorted(forwards) == sorted(person.pk for person in people)
    assert len(forwards) == len(set(forwards))
    assert backwards == forwards


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["seen", "-seen"])
def test_people_never_seen_stand_last_in_both_directions(sort: str) -> None:
    _people(None, 2, None, 1)

    page = keyset_page(User.objects.all(), sorts=SORTS, sort=sort, cursor=None)

    seen = [row.last_seen_at for row in page.rows]
    assert seen[2:] == [None, None]
    first, second = seen[:2]
    assert first is not None
    assert second is not None
    assert (first < second) == (sort == "seen")


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["name", "-name", "seen", "-seen"])
def test_who_stands_beside_a_row_is_who_the_list_shows_there(sort: str) -> None:
    _people(None, 2, None, 1, 2, 0, None)
    page = keyset_page(User.objects.all(), sorts=SORTS, sort=sort, cursor=None, size=50)
    rows = [row.pk for row in page.rows]
    for before, pk, after in zip([None, *rows], rows, [*rows[1:], None], strict=False):
        beside = neighbours(User.objects.all(), sorts=SORTS, sort=sort, pk=pk)
        assert beside is not None
        assert (beside.before.pk if beside.before else None) == before
        assert (beside.after.pk if beside.after else None) == after


@pytest.mark.django_db
@pytest.mark.parametrize("sort", ["name", "-name", "seen", "-seen"])
def test_nobody_stands_beside_a_row_that_is_no_longer_in_the_list(sort: str) -> None:
    for gone in _people(None, 2, None, 1):
        others = User.objects.exclude(pk=gone.pk)
        assert neighbours(others, sorts=SORTS, sort=sort, pk=gone.pk) is None


def test_a_page_is_one_query_and_never_counts_or_skips(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sorts = {"name": Sort.by("name")}
    page = keyset_page(Customer.objects.all(), sorts=sorts, sort="name", cursor=None, size=1)
    with django_assert_num_queries(1) as queries:
        keyset_page(Customer.objects.all(), sorts=sorts, sort="name", cursor=page.older, size=1)
    (query,) = queries.captured_queries
    assert "OFFSET" not in query["sql"]
    assert "COUNT" not in query["sql"]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "nonsense", "W10:abc", "\x00", "ä" * 900])
def test_a_damaged_cursor_is_the_first_page(cursor: str) -> None:
    _people(1, 2)

    page = keyset_page(User.objects.all(), sorts=SORTS, sort="name", cursor=cursor, size=1)

    assert page.newer is None
    assert page.rows


@pytest.mark.django_db
def test_a_cursor_of_another_sort_is_the_first_page() -> None:
    _people(1, 2, 3)
    by_name = keyset_page(User.objects.all(), sorts=SORTS, sort="name", cursor=None, size=1)

    page = keyset_page(User.objects.all(), sorts=SORTS, sort="seen", cursor=by_name.older, size=1)

    assert page.newer is None


@pytest.mark.django_db
def test_headings_say_what_a_click_asks_for() -> None:
    page = keyset_page(User.objects.all(), sorts=SORTS, sort="unknown", cursor=None)

    assert page.sort == "name"
    assert page.headings["name"].direction == "ascending"
    assert page.headings["name"].target == "-name"
    assert page.headings["seen"].direction == ""
    assert page.headings["seen"].target == "-seen"
