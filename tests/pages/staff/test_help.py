"""The help icon of every page, and the manuals it leads to (K-43)."""

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from adminpanel.help_chapters import MANUALS, chapter_of, help_address
from tests.pages.reading import read
from tests.world import World


def staff_names() -> list[str]:
    """The URL names of the back office that show a page."""
    (staff,) = (
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and each.namespace == "staff"
    )
    return [
        str(each.name)
        for each in staff.url_patterns
        if isinstance(each, URLPattern) and "GET" in getattr(each.callback, "access_methods", ())
    ]


@pytest.mark.parametrize("name", staff_names())
def test_every_page_has_a_chapter_that_tells_of_it(name: str) -> None:
    assert chapter_of(name) is not None


def test_every_chapter_is_in_its_manual(world: World) -> None:
    stina = world.client(world.stina)
    pages = {each: stina.get(f"/staff/help/{each}/").content.decode() for each in MANUALS}
    for name in staff_names():
        manual, anchor = chapter_of(name) or ("", "")
        assert not anchor or f'<h2 id="{anchor}">' in pages[manual], name


def test_the_icon_of_a_page_leads_to_its_chapter(world: World) -> None:
    sam = world.client(world.sam)
    assert (
        "/staff/help/staff/#a-customers-card"
        in read(sam, f"/staff/customers/{world.school.pk}/").links
    )
    assert "/staff/help/spreadsheets/" in read(sam, "/staff/imports/").links
    assert help_address("something-else") == "/staff/help/staff/"


def test_manuals_lead_to_each_other_and_show_their_pictures(world: World) -> None:
    page = world.client(world.sam).get("/staff/help/staff/").content.decode()
    assert 'href="/staff/help/spreadsheets/"' in page
    assert ".md" not in page
    assert 'src="/static/screenshots/price-list-publish.png"' in page


@pytest.mark.parametrize("name", ["deploy", "nothing", "developers"])
def test_only_the_manuals_of_users_are_shown(world: World, name: str) -> None:
    assert world.client(world.stina).get(f"/staff/help/{name}/").status_code == 404
