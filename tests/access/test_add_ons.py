"""Every part × every door and link to it: off is 404 and nothing leads there, on is as before."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from core.access.checks import Door, doors
from customers.add_ons import PARTS, AddOn, part_of
from tests.access.roles import VISITORS, may_enter
from tests.access.test_walk import address
from tests.add_ons import fill, switch
from tests.world import World

# What shows that each part stops doing what it does. A new part needs its line here.
EFFECTS = {
    AddOn.FORM_FIELDS: "tests/services/customers/test_add_ons.py",
    AddOn.GRAPHICAL_PROFILE: "tests/services/customers/test_add_ons.py",
    AddOn.CUSTOMER_SITE: "tests/services/customers/test_add_ons.py",
    AddOn.PURCHASE_LIMIT: "tests/services/customers/test_add_ons.py",
    AddOn.SALES_TEAMS: "tests/services/customers/test_add_ons.py",
    AddOn.TWO_FACTOR: "tests/services/customers/test_add_ons.py",
    AddOn.DOCUMENTS: "tests/services/customers/test_add_ons.py",
}
EFFECTS |= dict.fromkeys(  # nothing but pages, and what leads there
    (AddOn.QUICK_ORDER, AddOn.SHELF_LABELS, AddOn.NEWS), "tests/access/test_add_ons.py"
)
_OTHERS = {AddOn(number) for number in (2001, 2002, 2003, 2004, 2005)}
_TARGETS = re.compile(r'(?:href|action|formaction|src|hx-get|hx-post|data-[a-z-]+)="(/[^"]*)"')
_OF_A_KIND = 1


def answer(client: Client, method: str, url: str) -> int:
    """The status; what the request changed is taken back, a file that it opened is closed."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = getattr(client, method.lower())(url)
        close_files(response)
        transaction.set_rollback(True)
    return int(response.status_code)


def close_files(response: Any) -> None:
    """Not `response.close()`, which would end the test's own connection with the request."""
    for close in response._resource_closers:
        close()


def doors_of(number: AddOn) -> list[Door]:
    return [door for door in doors() if door.add_on == number]


@pytest.mark.parametrize("number", list(AddOn), ids=lambda number: number.name.lower())
def test_a_part_has_its_words_and_a_door(number: AddOn) -> None:
    part = part_of(number)
    assert part is not None
    assert part.name
    assert part.does
    assert number in EFFECTS or number in _OTHERS
    assert part.off, "Say what stops and what stays while it is off."
    assert doors_of(number)


def test_no_number_stands_twice() -> None:
    assert len({part.number for part in PARTS}) == len(PARTS)


@pytest.mark.parametrize("visitor", ["buyer", "group admin", "sales staff", "staff admin"])
def test_doors_of_a_part_that_is_off_are_404_and_as_before_when_it_is_on(
    world: World, visitor: str
) -> None:
    known = fill(world).known
    failures = []
    client = world.client(VISITORS[visitor](world))
    for number in AddOn:
        found = doors_of(number)
        asked = [
            (door, method)
            for door in found
            for method in door.methods
            if may_enter(world, visitor, str(door.perm))
        ]
        before = [answer(client, method, address(door, **known)) for door, method in asked]
        switch(world, number, on=False)
        for door, method in asked:
            if (status := answer(client, method, address(door, **known))) != 404:
                failures.append(f"{method} {door.name} of {number.name}, off: {status}")
        switch(world, number, on=True)
        after = [answer(client, method, address(door, **known)) for door, method in asked]
        if before != after:
            failures.append(f"{number.name} is not as before")
    assert not failures, "\n".join(failures)


def test_doors_of_a_part_that_is_off_tell_a_stranger_no_more_than_others(world: World) -> None:
    client = world.client(None)
    for number in AddOn:
        switch(world, number, on=False)
    for door in (each for each in doors() if each.add_on):
        should = 404 if may_enter(world, "anonymous", str(door.perm)) else 302
        for method in door.methods:
            assert answer(client, method, address(door)) == should, f"{method} {door.name}"


def part_at(path: str) -> tuple[str, int]:
    """The name of the page at an address and the part that it belongs to."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return "", 0
    return match.view_name, getattr(match.func, "access_add_on", 0)


def targets(client: Client, path: str) -> Iterator[str]:
    with transaction.atomic():  # what a page tries in vain is its own affair
        response = client.get(path)
        transaction.set_rollback(True)
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.status_code == 200 and is_page:
        for found in _TARGETS.findall(response.content.decode()):
            yield found.replace("&amp;", "&")
    close_files(response)


@pytest.mark.parametrize("visitor", ["stina", "greta", "nora"])
def test_no_page_leads_to_a_part_that_is_off(world: World, visitor: str) -> None:
    """Walks a page of every kind, then looks again at those that led to a part."""
    known = fill(world).known
    client = world.client(getattr(world, visitor))
    leading: dict[int, set[str]] = defaultdict(set)
    seen: dict[str, int] = defaultdict(int)
    waiting = ["/", "/my/", "/staff/"]
    waiting += [
        address(door, **known)
        for door in doors()
        if "GET" in door.methods and "no-such" not in address(door, **known)
    ]
    walked = set(waiting)
    while waiting:
        path = waiting.pop(0)
        for target in targets(client, path):
            name, add_on = part_at(target)
            if add_on and part_at(path)[1] != add_on:
                leading[add_on].add(path)
            fresh = target.partition("#")[0]
            if name and fresh not in walked and seen[name] < _OF_A_KIND:
                seen[name] += 1
                walked.add(fresh)
                waiting.append(fresh)
    assert len(walked) > 100
    failures = []
    for number in AddOn:
        switch(world, number, on=False)
        for path in sorted(leading[number]):
            bad = sorted({t for t in targets(client, path) if part_at(t)[1] == number})
            failures += [f"{number.name}: {path} leads to {each}" for each in bad]
        switch(world, number, on=True)
    assert not failures, "\n".join(failures)
    assert visitor != "stina" or leading[AddOn.DOCUMENTS]
