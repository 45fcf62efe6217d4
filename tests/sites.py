"""Shortcuts for customer sites: one that is open, and a stranger's browser in front of it."""

from django.test import Client

from customers.models import CustomerSite
from customers.selectors.sites import Owner, open_site_of
from customers.services.sites import SiteAddress, save_site
from tests.world import World

SCHOOL_SLUG = "bkrtv-23498-zzqpw-mnbvc"


def open_site(world: World, owner: Owner, slug: str = SCHOOL_SLUG, host: str = "") -> CustomerSite:
    """Stina opens it, or moves it to another address."""
    now = open_site_of(owner)
    return save_site(
        actor=world.actor(world.stina),
        owner=owner,
        address=SiteAddress(slug, host),
        seen=now.pk if now else None,
    )


def stranger() -> Client:
    return Client()
