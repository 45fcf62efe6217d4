"""The pages that take out and erase a person, and what they cost."""

import io
import zipfile
from typing import Any

import pytest

from customers.models import AccountEvent, AccountEventKind, User
from customers.services.users import set_active
from tests.orders import place
from tests.world import World

WHY = {"reason": "Asked in writing on 22 November"}


def card(world: World) -> str:
    return f"/staff/users/{world.nora.user_id}/"


def make_inactive(world: World) -> None:
    actor = world.actor(world.stina)
    set_active(actor=actor, user=world.nora.user, is_active=False, force=True)


def test_deactivating_is_offered_before_deleting(world: World) -> None:
    page = world.client(world.stina).get(f"{card(world)}delete/").content.decode()
    assert "Make the person inactive instead." in page
    assert f"{card(world)}active/" in page
    assert 'name="typed"' not in page


def test_the_page_names_what_goes_and_what_stays(world: World) -> None:
    for _number in range(2):
        place(world, world.nora, (world.paper, 1))
    make_inactive(world)
    page = world.client(world.stina).get(f"{card(world)}delete/").content.decode()
    for words in ("This goes, for good", "This stays", "2 orders", "0 lists and saved carts"):
        assert words in page, words


def test_the_email_is_typed_and_nothing_written_is_lost(world: World) -> None:
    make_inactive(world)
    stina = world.client(world.stina)
    wrong = stina.post(f"{card(world)}delete/", WHY | {"typed": "nora@example.org"})
    assert list(wrong.context["form"].errors) == ["typed"]
    assert WHY["reason"] in wrong.content.decode()
    missing = stina.post(f"{card(world)}delete/", {"typed": "nora@example.com", "reason": ""})
    assert list(missing.context["form"].errors) == ["reason"]
    done = stina.post(f"{card(world)}delete/", WHY | {"typed": " Nora@Example.com "}, follow=True)
    page = done.content.decode()
    assert "Nora Lindqvist is erased. The orders stay." in page
    assert f"Erased person {world.nora.user_id}" in page
    for button in ("delete/", "edit/", "email/", "connect/", "staff-role/", "active/"):
        assert card(world) + button not in page, button
    again = stina.post(f"{card(world)}delete/", WHY | {"typed": "nora@example.com"})
    assert "This person is erased and does not come back." in again.content.decode()


def test_sales_staff_neither_erase_nor_take_out(world: World) -> None:
    make_inactive(world)
    sam = world.client(world.sam)
    for page in ("delete/", "file/"):
        assert sam.get(card(world) + page).status_code == 403
        assert sam.post(card(world) + page, WHY | {"typed": "x"}).status_code == 403
        assert page not in sam.get(card(world)).content.decode()
    assert User.objects.get(pk=world.nora.user_id).email == "nora@example.com"


def test_all_that_is_stored_is_downloaded_and_logged(world: World) -> None:
    stina = world.client(world.stina)
    assert "file/" in stina.get(card(world)).content.decode()
    refused = stina.post(f"{card(world)}file/", {"reason": " "})
    assert list(refused.context["form"].errors) == ["reason"]
    answer = stina.post(f"{card(world)}file/", WHY)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["person.json", "person.xlsx"]
    assert AccountEvent.objects.get().kind == AccountEventKind.EXPORTED
    assert WHY["reason"] in stina.get(card(world)).content.decode()


@pytest.mark.parametrize(
    ("page", "at_most"),
    [("", 12), ("delete/", 11), ("file/", 6), ("email/", 7), ("password/", 6), ("active/", 12)],
)
def test_the_pages_cost_the_same_however_much_hangs_on_the_person(
    world: World, page: str, at_most: int, django_assert_max_num_queries: Any
) -> None:
    stina = world.client(world.stina)
    for _number in range(4):
        place(world, world.nora, (world.dock, 4))
    stina.get(card(world) + page)
    with django_assert_max_num_queries(at_most):
        stina.get(card(world) + page)


def test_nobody_writes_a_name_on_an_erased_person(world: World) -> None:
    make_inactive(world)
    stina = world.client(world.stina)
    stina.post(f"{card(world)}delete/", WHY | {"typed": "nora@example.com"})
    name = {"first_name": "Nora", "last_name": "Lindqvist"}
    assert (
        "is erased and does not come back"
        in stina.post(f"{card(world)}edit/", name).content.decode()
    )
    wish = {"email": "nora@example.com", "how": "now", "reason": "x", "verified_how": "x"}
    assert (
        "is erased and does not come back"
        in stina.post(f"{card(world)}email/", wish).content.decode()
    )
    assert User.objects.get(pk=world.nora.user_id).email.endswith("@erased.invalid")
