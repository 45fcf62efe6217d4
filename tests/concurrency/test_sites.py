"""Two of the staff with one customer site, or one address, at once: one of them gets it."""

from functools import partial

import pytest

from customers.models import CustomerSite, CustomerSiteDay
from customers.selectors.sites import open_site_of
from customers.services.sites import (
    AddressRefused,
    SiteAddress,
    SiteChanged,
    close_site,
    count_visit,
    save_site,
)
from tests.concurrency.threads import at_once
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_two_who_open_one_customers_site_open_one() -> None:
    world = build_world()
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    for number in range(6):
        seen = open_site_of(world.school)
        jobs = [
            partial(
                save_site,
                actor=actor,
                owner=world.school,
                address=SiteAddress(f"{name}-{number}"),
                seen=seen.pk if seen else None,
            )
            for name, actor in (("sams", sam), ("stinas", stina))
        ]
        answers = at_once(jobs)
        assert sum(isinstance(answer, CustomerSite) for answer in answers) == 1, answers
        assert sum(isinstance(answer, SiteChanged) for answer in answers) == 1, answers
        assert CustomerSite.objects.filter(closed_at=None).count() == 1


def test_one_address_wanted_for_two_customers_goes_to_one() -> None:
    world = build_world()
    stina = world.actor(world.stina)
    for number in range(6):
        jobs = []
        for owner in (world.school, world.vestby):
            seen = open_site_of(owner)
            jobs.append(
                partial(
                    save_site,
                    actor=stina,
                    owner=owner,
                    address=SiteAddress(f"samma-{number}"),
                    seen=seen.pk if seen else None,
                )
            )
        answers = at_once(jobs)
        assert sum(isinstance(answer, CustomerSite) for answer in answers) == 1, answers
        assert sum(isinstance(answer, AddressRefused) for answer in answers) == 1, answers
        assert CustomerSite.objects.filter(slug=f"samma-{number}").count() == 1


def test_a_change_meets_a_closing() -> None:
    world = build_world()
    stina, sam = world.actor(world.stina), world.actor(world.sam)
    address = SiteAddress("forsta")
    site = save_site(actor=stina, owner=world.school, address=address, seen=None)
    change = partial(
        save_site, actor=sam, owner=world.school, address=SiteAddress("andra"), seen=site.pk
    )
    close = partial(close_site, actor=stina, owner=world.school, seen=site.pk)
    answers = at_once([change, close])
    assert sum(isinstance(answer, SiteChanged) for answer in answers) == 1, answers
    site.refresh_from_db()
    assert site.closed_at is not None


def test_no_visit_is_lost_when_many_come_at_once() -> None:
    world = build_world()
    site = save_site(
        actor=world.actor(world.stina),
        owner=world.school,
        address=SiteAddress("skolan"),
        seen=None,
    )
    assert at_once([partial(count_visit, site)] * 8) == [None] * 8
    assert CustomerSiteDay.objects.get().visits == 8
