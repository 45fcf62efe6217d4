"""Opening, moving and closing a customer's own site; who may, and which addresses are to be had."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from customers.errors import CustomersRefused, NotPermitted
from customers.models import CustomerSite, CustomerSiteDay
from customers.selectors.sites import is_open, open_site_of, site_at, sites_of, visits_of
from customers.services.sites import (
    AddressRefused,
    SiteAddress,
    SiteChanged,
    close_site,
    count_visit,
    save_site,
)
from tests.sites import SCHOOL_SLUG, open_site
from tests.teams import make_teams
from tests.world import World


def refused(world: World, slug: str, host: str = "") -> tuple[str, str]:
    """At which field, and by which rule, Vestby is refused the address."""
    with pytest.raises(AddressRefused) as caught:
        open_site(world, world.vestby, slug, host)
    return caught.value.field, caught.value.code


def test_stina_opens_a_site_of_a_customer_and_of_a_group(world: World) -> None:
    for owner, slug in ((world.school, SCHOOL_SLUG), (world.norrvik, "  Norrviks-Kommun ")):
        site = open_site(world, owner, slug)
        assert site.slug == slug.strip().lower()
        assert site.opened_by == world.stina
        assert is_open(site)
        assert open_site_of(owner) == site


def test_an_address_is_nobodys_twice(world: World) -> None:
    """Neither while it is open, nor ever after (DESIGN §4)."""
    site = open_site(world, world.school)
    assert refused(world, SCHOOL_SLUG) == ("slug", "slug_taken")
    assert refused(world, SCHOOL_SLUG.upper()) == ("slug", "slug_taken")
    close_site(actor=world.actor(world.stina), owner=world.school, seen=site.pk)
    assert refused(world, SCHOOL_SLUG) == ("slug", "slug_taken")
    CustomerSite.objects.filter(pk=site.pk).update(customer=None)  # the customer was deleted
    assert refused(world, SCHOOL_SLUG) == ("slug", "slug_taken")
    assert CustomerSite.objects.count() == 1


def test_another_address_closes_the_first_which_its_owner_may_open_again(world: World) -> None:
    first = open_site(world, world.school)
    second = open_site(world, world.school, "skolan")
    standing = sites_of(world.school)
    assert (standing.now, standing.former) == (second, [first])
    assert standing.former[0].closed_by == world.stina
    again = open_site(world, world.school)
    assert (again.pk, again.closed_at, again.closed_by) == (first.pk, None, None)
    assert CustomerSite.objects.filter(closed_at=None).get() == first


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("abc", "slug_length"),
        ("a" * 61, "slug_length"),
        ("", "slug_length"),
        ("två-ord", "slug_letters"),
        ("two words", "slug_letters"),
        ("-skolan", "slug_letters"),
        ("skolan-", "slug_letters"),
        ("sko--lan", "slug_letters"),
        ("sko/lan", "slug_letters"),
        ("../staff", "slug_letters"),
        ("sko\nlan", "slug_letters"),
        ("staff", "slug_reserved"),
        ("Login", "slug_reserved"),
    ],
)
def test_an_address_that_cannot_be_is_refused_at_its_field(
    world: World, slug: str, code: str
) -> None:
    assert refused(world, slug) == ("slug", code)
    assert not CustomerSite.objects.exists()


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("testserver", "host_not_a_name"),  # the shop's own in tests, and no full name
        ("https://shop.example.com", "host_not_a_name"),
        ("shop.example.com:8000", "host_not_a_name"),
        ("shop.example.com/x", "host_not_a_name"),
        ("shop example.com", "host_not_a_name"),
        ("127.0.0.1", "host_not_a_name"),
        ("*.example.com", "host_not_a_name"),
        ("a." * 150 + "com", "host_not_a_name"),
    ],
)
def test_a_host_that_is_no_host_is_refused_at_its_field(world: World, host: str, code: str) -> None:
    assert refused(world, "vestby", host) == ("host", code)


def test_a_host_name_is_one_open_sites_only(world: World) -> None:
    site = open_site(world, world.school, host="Skolan.example.com.")
    assert site.host == "skolan.example.com"
    assert refused(world, "vestby", "skolan.example.com") == ("host", "host_taken")
    close_site(actor=world.actor(world.stina), owner=world.school, seen=site.pk)
    assert open_site(world, world.vestby, "vestby", "skolan.example.com").host


def test_the_shops_own_host_is_refused(world: World, settings: Any) -> None:
    settings.SITE_URL = "https://shop.example.com"
    assert refused(world, "vestby", "shop.example.com") == ("host", "host_of_shop")


def test_who_looked_before_somebody_else_changed_it_looks_again(world: World) -> None:
    stina = world.actor(world.stina)
    site = open_site(world, world.school)
    for seen in (None, site.pk + 1):
        with pytest.raises(SiteChanged):
            save_site(actor=stina, owner=world.school, address=SiteAddress("another"), seen=seen)
        with pytest.raises(SiteChanged):
            close_site(actor=stina, owner=world.school, seen=seen)
    assert open_site_of(world.school) == site


def test_nobody_but_staff_of_its_team_opens_or_closes(world: World) -> None:
    site = open_site(world, world.school)
    make_teams(world)  # Sam's team looks after Vestby, not after the school
    for who in (world.nora, world.greta, world.sam, None):
        for owner in (world.school, world.norrvik):
            with pytest.raises(NotPermitted):
                save_site(
                    actor=world.actor(who), owner=owner, address=SiteAddress("mine"), seen=site.pk
                )
            with pytest.raises(NotPermitted):
                close_site(actor=world.actor(who), owner=owner, seen=site.pk)
    own = save_site(
        actor=world.actor(world.sam), owner=world.vestby, address=SiteAddress("vestby"), seen=None
    )
    assert own.opened_by == world.sam


def test_what_is_closed_cannot_be_closed_again(world: World) -> None:
    with pytest.raises(CustomersRefused):
        close_site(actor=world.actor(world.stina), owner=world.school, seen=None)


def test_the_database_refuses_two_open_sites_and_two_owners(world: World) -> None:
    open_site(world, world.school)
    for nonsense in (
        {"customer": world.school, "slug": "more"},
        {"customer": world.care, "group": world.norrvik, "slug": "both"},
        {"customer": world.care, "slug": "Not Plain"},
        {"customer": world.care, "slug": SCHOOL_SLUG},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CustomerSite.objects.create(**nonsense)


def test_visits_are_counted_by_day_and_summed_over_all_addresses(world: World) -> None:
    first = open_site(world, world.school)
    for _visit in range(3):
        count_visit(first)
    CustomerSiteDay.objects.create(
        site=first, day=timezone.localdate() - timedelta(days=40), visits=7
    )
    second = open_site(world, world.school, "skolan")
    count_visit(second)
    visits = visits_of(world.school)
    assert visits.days[0] == (timezone.localdate(), 4)
    assert (len(visits.days), visits.month, visits.ever) == (30, 4, 11)
    assert visits_of(world.vestby).ever == 0


def test_deleting_the_owner_leaves_the_address_used(world: World) -> None:
    site = open_site(world, world.norrvik, "norrvik")
    CustomerSite.objects.filter(pk=site.pk).update(group=None)
    found = site_at("norrvik")
    assert found is not None
    assert not is_open(found)
