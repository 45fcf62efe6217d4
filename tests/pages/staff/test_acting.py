"""Choosing whom to log in as at a customer: however many people it has (A-44)."""

from customers.models import Membership, User
from tests.pages.reading import read
from tests.world import World


def _many(world: World, count: int) -> None:
    users = User.objects.bulk_create(
        User(email=f"m{n:03}@example.com", first_name="Maja", last_name=f"Zetter {n:03}")
        for n in range(count)
    )
    Membership.objects.bulk_create(Membership(user=user, customer=world.school) for user in users)


def _people(page: object) -> list[str]:
    return [membership.user.email for membership, _verdict in page.context["people"]]  # type: ignore[attr-defined]


def test_a_page_of_people_is_shown_administrators_first_and_all_are_reached(world: World) -> None:
    _many(world, 120)
    Membership.objects.filter(pk=world.ali.pk).update(is_active=False)
    sam = world.client(world.sam)
    page = sam.get(f"/staff/customers/{world.school.pk}/act/")
    seen = _people(page)
    assert seen[0] == "greta@example.com"
    assert len(seen) == 30
    while page.context["older_url"]:
        page = sam.get(page.context["older_url"])
        seen += _people(page)
    assert len(seen) == len(set(seen)) == 123
    assert seen[-1] == "ali@example.com"


def test_an_administrator_who_has_left_stands_last_too(world: World) -> None:
    Membership.objects.filter(pk=world.greta.pk).update(is_active=False)
    seen = _people(world.client(world.sam).get(f"/staff/customers/{world.school.pk}/act/"))
    assert seen[-1] == "greta@example.com"
    assert len(seen) == 3


def test_one_of_many_is_found_by_part_of_a_name(world: World) -> None:
    _many(world, 60)
    sam = world.client(world.sam)
    path = f"/staff/customers/{world.school.pk}/act/"
    assert _people(sam.get(f"{path}?q=zetter 051")) == ["m051@example.com"]
    assert "Nobody fits" in read(sam, f"{path}?q=nobody").text


def test_it_costs_the_same_for_few_and_many(
    world: World, django_assert_num_queries: object
) -> None:
    sam = world.client(world.sam)
    path = f"/staff/customers/{world.school.pk}/act/"
    sam.get(path)
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        sam.get(path)
    _many(world, 60)
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        sam.get(path)


QUERIES = 7
