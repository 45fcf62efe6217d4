"""The shop in which orders in somebody's own words are filled in."""

import pytest

from catalogue.services.listing import refresh_all_listings
from catalogue.services.search_index import rebuild_search
from tests.pages.my.filling.form import add
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """The cast's shop with two laptops, a bag for one, and all of it in the search."""
    add(world, "Bärbar dator Tern 14", "TE-14", "8990.00")
    add(world, "Bärbar dator Tern 16 Pro", "TE-16", "14990.00")
    add(world, "Väska till bärbar dator", "VA-14", "399.00")
    refresh_all_listings()
    rebuild_search()
    return world
