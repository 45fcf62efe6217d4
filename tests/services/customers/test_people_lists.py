"""The built-in group, and the shop's own lists of people."""

from importlib import import_module

import pytest
from django.apps import apps

from core.reasons import Refused
from customers.errors import CustomersRefused
from customers.models import Consent, ConsentKind, ConsentSource, CustomerGroup
from customers.policies import may_delete_group
from customers.selectors.people_lists import AFFILIATES, MAILING_LIST, people_in
from customers.services.groups import GroupDetails, delete_group, update_group
from tests.pages.reading import read
from tests.teams import make_teams
from tests.world import World

made = import_module("customers.migrations.0024_built_in_group").make_b2b


def says_yes(world: World) -> None:
    for user in (world.nora.user, world.otto.user):
        Consent.objects.create(
            user=user, kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
        )
    Consent.objects.create(
        user=world.ulla, kind=ConsentKind.PARTNER, given_source=ConsentSource.OWN_PAGES
    )


def b2b() -> CustomerGroup:
    group: CustomerGroup = CustomerGroup.objects.get(name="B2B")
    return group


def test_a_fresh_shop_has_the_group_b2b_and_it_is_made_once(world: World) -> None:
    CustomerGroup.objects.filter(name="B2B").delete()
    made(apps, None)
    made(apps, None)
    assert (b2b().kind, b2b().is_built_in) == ("commercial", True)


def test_a_shops_own_b2b_becomes_the_built_in_one(world: World) -> None:
    CustomerGroup.objects.filter(name="B2B").delete()
    own = CustomerGroup.objects.create(name="b2b", discount_percent=5)
    made(apps, None)
    own.refresh_from_db()
    assert own.is_built_in
    assert CustomerGroup.objects.filter(name__iexact="B2B").get() == own


def test_it_is_neither_removed_nor_renamed(world: World) -> None:
    stina = world.actor(world.stina)
    assert isinstance(may_delete_group(stina, b2b()), Refused)
    with pytest.raises(CustomersRefused):
        delete_group(actor=stina, group=b2b())
    with pytest.raises(CustomersRefused, match="built_in_name"):
        update_group(actor=stina, group=b2b(), details=GroupDetails(name="Business"))
    update_group(actor=stina, group=b2b(), details=GroupDetails(name="B2B", discount_percent=3))  # type: ignore[arg-type]
    assert b2b().discount_percent == 3


def test_the_mailing_list_is_whoever_has_said_yes(world: World) -> None:
    says_yes(world)
    stina = world.actor(world.stina)
    assert set(people_in(stina, MAILING_LIST)) == {world.nora.user, world.otto.user}
    assert list(people_in(stina, MAILING_LIST, text="moen")) == [world.otto.user]
    taken = Consent.objects.get(user=world.nora.user)
    Consent.objects.filter(pk=taken.pk).update(
        withdrawn_at=taken.given_at, withdrawn_source=ConsentSource.STAFF
    )
    assert list(people_in(stina, MAILING_LIST)) == [world.otto.user]
    assert not people_in(stina, AFFILIATES).exists()


def test_a_team_member_sees_only_the_teams_people_on_it(world: World) -> None:
    says_yes(world)
    make_teams(world)
    assert list(people_in(world.actor(world.sam), MAILING_LIST)) == [world.otto.user]


def test_the_lists_stand_on_the_groups_page(
    world: World, django_assert_num_queries: object
) -> None:
    says_yes(world)
    client = world.client(world.stina)
    page = read(client, "/staff/groups/")
    for kind in ("mailing-list", "affiliates"):
        assert f"/staff/groups/people/{kind}/" in page.links
    assert "Otto Moen" in read(client, "/staff/groups/people/mailing-list/").text
    assert "Nobody yet" in read(client, "/staff/groups/people/affiliates/").text
    assert client.get("/staff/groups/people/others/").status_code == 404
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get("/staff/groups/people/mailing-list/")
