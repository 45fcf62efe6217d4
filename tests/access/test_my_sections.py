"""Every section of My pages × every door and link to it: hidden is 404, shown is as before."""

import pytest

from core.access.checks import Door, doors
from customers.my_sections import SECTIONS, Section
from customers.services.my_sections import show_sections
from orders.models import WishList
from tests.access.roles import VISITORS, may_enter
from tests.access.test_add_ons import targets
from tests.access.test_walk import address, answer
from tests.add_ons import fill
from tests.world import World

LINKING = ("/", "/my/", "/cart/", "/checkout/", "/p/nd-4012-gb/", "/my/orders/", "/my/approvals/")


def doors_of(section: Section) -> list[Door]:
    return [door for door in doors() if section_of(door) == section]


def section_of(door: Door) -> str:
    return getattr(door.pattern.callback, "access_section", "")


def hide(world: World, *sections: Section) -> None:
    shown = [section for section in Section if section not in sections]
    show_sections(actor=world.actor(world.stina), shown=shown)


def test_each_section_has_words_and_a_door_and_no_door_another_section() -> None:
    assert [each.section for each in SECTIONS] == list(Section)
    for section in Section:
        assert doors_of(section), section
    found = {section_of(door) for door in doors()} - {""}
    assert found == set(Section)
    never = {"my:overview", "my:security", "my:order-list", "my:approval-list"}
    assert not [door.name for door in doors() if door.name in never and section_of(door)]


@pytest.mark.parametrize("visitor", ["anonymous", "buyer", "group admin"])
def test_doors_of_a_hidden_section_are_404_and_as_before_when_it_is_shown(
    world: World, visitor: str
) -> None:
    client = world.client(VISITORS[visitor](world))
    failures = []
    for section in Section:
        asked = [(door, method) for door in doors_of(section) for method in door.methods]
        before = [answer(client, method, address(door)) for door, method in asked]
        hide(world, section)
        for door, method in asked:
            status = answer(client, method, address(door))
            entitled = may_enter(world, visitor, str(door.perm))
            should = 404 if entitled else 302 if visitor == "anonymous" else 403
            if status != should:
                failures.append(f"{method} {door.name}, hidden: {status}")
        hide(world)
        if before != [answer(client, method, address(door)) for door, method in asked]:
            failures.append(f"{section} is not as before")
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("who", ["nora", "greta", "ulla", "nobody"])
def test_nothing_leads_to_a_hidden_section(world: World, who: str) -> None:
    fill(world)
    client = world.client(getattr(world, who) if who != "nobody" else None)
    client.post("/cart/add/", {"variant": world.dock.pk, "quantity": 1})
    hidden = [address(door) for section in Section for door in doors_of(section)]
    plain = {url for url in hidden if "no-such" not in url and "999999999" not in url}
    leads = {target.partition("?")[0] for page in LINKING for target in targets(client, page)}
    assert leads & plain, "there is something to hide"
    hide(world, *Section)
    for page in LINKING:
        left = {target.partition("?")[0] for target in targets(client, page)} & plain
        assert not left, (page, left)


def test_what_was_saved_is_there_again(world: World) -> None:
    WishList.objects.create(user=world.nora.user, customer=world.school, name="Skolstart")
    client = world.client(world.nora)
    hide(world, Section.LISTS)
    assert client.get("/my/lists/").status_code == 404
    assert "Skolstart" not in client.get("/my/").content.decode()
    hide(world)
    assert "Skolstart" in client.get("/my/lists/").content.decode()
