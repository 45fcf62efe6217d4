"""The staff's pages of extra fields: the shop's, a group's, a customer's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from customers.models import ExtraField
from tests.pages.reading import page_of, read
from tests.questions import ask
from tests.teams import make_teams
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
SENT = {
    "label": "Project", "place": "order", "kind": "text", "is_required": "on", "is_active": "on",
    "version": "0", "label_sv": "Projekt", "help": "As P-12", "max_length": "10",
}  # fmt: skip
LIST_QUERIES = {"settings": 6, "groups": 8, "customers": 8}


def pages(world: World) -> dict[str, str]:
    return {
        "settings": "/staff/settings/extra-fields/",
        "groups": f"/staff/groups/{world.nora.customer.main_group_id}/extra-fields/",
        "customers": f"/staff/customers/{world.nora.customer_id}/extra-fields/",
    }


def mine(world: World, of: str) -> dict[str, Any]:
    customer = world.nora.customer
    return {"settings": {}, "groups": {"group": customer.main_group}}.get(
        of, {"customer": customer}
    )


@pytest.mark.parametrize("of", ["settings", "groups", "customers"])
def test_stina_makes_changes_moves_and_switches_a_field(world: World, of: str) -> None:
    url, stina = pages(world)[of], world.client(world.stina)
    assert "No extra field here" in read(stina, url).text
    assert "Extra fields" in read(stina, url).text
    assert stina.post(f"{url}new/", SENT)["Location"] == url
    field = ExtraField.objects.get()
    assert (field.group, field.customer) == (
        mine(world, of).get("group"),
        mine(world, of).get("customer"),
    )
    assert (field.label_sv, field.max_length, field.is_required) == ("Projekt", 10, True)
    page = read(stina, url)
    assert "Project required The order Text In use" in page.text
    assert "As the checkout asks" in page.text
    assert "As P-12" in page.text
    form = read(stina, f"{url}{field.pk}/").forms[""]
    assert stina.post(f"{url}{field.pk}/", form | {"label": "Job"}).status_code == 302
    late = page_of(stina.post(f"{url}{field.pk}/", form | {"label": "Case"}), 409)
    assert "Somebody has changed this field" in late.text
    assert late.forms[""]["label"] == "Case"
    other = ask(world, "Second", **mine(world, of))
    stina.post(url, {"up": str(other.pk)})
    assert [each.label for each in ExtraField.objects.all()] == ["Second", "Job"]
    assert (
        "is not asked for any more"
        in page_of(stina.post(url, {"off": str(field.pk)}, follow=True)).text
    )
    assert "Not in use" in read(stina, url).text
    stina.post(url, {"on": str(field.pk)})
    assert ExtraField.objects.get(pk=field.pk).is_active
    stina.post(url, {"remove": str(field.pk)})
    assert [each.label for each in ExtraField.objects.all()] == ["Second"]
    assert stina.post(url, {"remove": "x"}).status_code == 404


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(world: World) -> None:
    stina, url = world.client(world.stina), "/staff/settings/extra-fields/new/"
    sent = SENT | {"kind": "number", "minimum": "5", "maximum": "4", "help": "Keep"}
    page = page_of(stina.post(url, sent), 422)
    assert page.fields_in_error == ["maximum"]
    assert page.forms[""]["help"] == "Keep"
    assert page_of(stina.post(url, SENT | {"kind": "choice"}), 422).fields_in_error == ["choices"]
    assert not ExtraField.objects.exists()


def test_an_answered_field_keeps_its_kind_also_on_the_page(world: World) -> None:
    field = ask(world, "Project")
    ExtraField.objects.update(first_answered_at="2026-01-01T00:00Z")
    stina, url = world.client(world.stina), f"/staff/settings/extra-fields/{field.pk}/"
    assert "It has been answered, so this stays." in read(stina, url).text
    assert stina.post(url, SENT | {"kind": "number", "version": "1"}).status_code == 302
    field.refresh_from_db()
    assert (field.kind, field.label_sv) == ("text", "Projekt")
    page = page_of(
        stina.post("/staff/settings/extra-fields/", {"remove": str(field.pk)}, follow=True)
    )
    assert "Take it out of use instead" in page.text


def test_a_customers_page_shows_what_is_asked_already(world: World) -> None:
    ask(world, "Of all")
    ask(world, "Of the municipality", group=world.nora.customer.main_group)
    ask(world, "Of others", customer=world.otto.customer)
    text = read(world.client(world.sam), pages(world)["customers"]).text
    assert "Of all of the shop" in text
    assert "Of the municipality of the group" in text
    assert "Of others" not in text


def test_another_owners_field_is_not_to_be_had_here(world: World) -> None:
    field = ask(world, "Project", customer=world.otto.customer)
    stina = world.client(world.stina)
    for url in pages(world).values():
        assert stina.get(f"{url}{field.pk}/").status_code == 404
        assert stina.post(url, {"off": str(field.pk)}).status_code == 404


@pytest.mark.parametrize("of", ["settings", "groups", "customers"])
def test_the_lists_cost_the_same_for_many(
    world: World, django_assert_num_queries: Counting, of: str
) -> None:
    client = world.client(world.stina)
    client.get(pages(world)[of])
    for number in range(10):
        ask(world, f"Field {number}", place="line" if number % 2 else "order", **mine(world, of))
    with django_assert_num_queries(LIST_QUERIES[of]):
        client.get(pages(world)[of])


def test_sam_asks_of_his_teams_customers_and_of_no_others(world: World) -> None:
    make_teams(world)
    theirs = ask(world, "Project", customer=world.nora.customer)
    sam = world.client(world.sam)
    own = f"/staff/customers/{world.vestby.pk}/extra-fields/"
    assert sam.post(f"{own}new/", SENT).status_code == 302
    for url in (pages(world)["customers"], pages(world)["groups"]):
        for path in ("", "new/", f"{theirs.pk}/"):
            assert sam.get(f"{url}{path}").status_code == 404, path
            assert sam.post(f"{url}{path}", SENT | {"off": str(theirs.pk)}).status_code == 404
    shared = f"/staff/groups/{world.vestby.main_group_id}/extra-fields/"
    assert sam.get(shared).status_code == 200
    assert list(ExtraField.objects.values_list("label", flat=True)) == ["Project", "Project"]
