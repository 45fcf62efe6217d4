"""Documents in the back office: on the cards of customers and groups, and on their orders."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from customers.models import Customer, CustomerGroup, Document
from tests.orders import place
from tests.uploads import add, pdf, sent
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def staff(world: World) -> Client:
    return world.client(world.sam)


def main(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def card(owner: Customer | CustomerGroup) -> str:
    return f"/staff/{'customers' if isinstance(owner, Customer) else 'groups'}/{owner.pk}/"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def upload(client: Client, owner: Customer | CustomerGroup, **fields: object) -> Any:
    values = {"file": sent("villkor.pdf", pdf()), **fields}
    return client.post(f"{card(owner)}documents/new/", values)


def test_sam_adds_a_document_to_a_customer_and_to_a_group(world: World, staff: Client) -> None:
    for owner in (world.school, world.norrvik):
        response = upload(staff, owner, title="Ramavtal", is_special_routine="on")
        assert response.headers["Location"] == f"{card(owner)}documents/"
        page = main(staff, f"{card(owner)}documents/")
        for words in ("Ramavtal", "PDF", "Staff only", "Special order routine", "Sam Öberg"):
            assert words in page
    assert Document.objects.get(customer=world.school).group is None
    assert Document.objects.get(group=world.norrvik).customer is None
    assert "Ramavtal" not in main(staff, card(world.vestby))


def test_sam_shows_one_to_the_customer_and_hides_it_again(world: World, staff: Client) -> None:
    document = add(world.actor(world.sam), world.school, shown=False)
    nora = world.client(world.nora)
    url = f"/staff/documents/{document.pk}/"
    file_url = f"/my/documents/{document.pk}/file/"
    staff.post(url, {"title": "Villkor", "is_visible_to_customer": "on"})
    assert body(nora.get(file_url)) == pdf()
    staff.post(url, {"title": "Villkor"})
    assert nora.get(file_url).status_code == 404


def test_sam_deletes_one_after_being_asked(world: World, staff: Client) -> None:
    document = add(world.actor(world.greta), world.care)
    url = f"/staff/documents/{document.pk}/"
    assert "Delete Leveransvillkor? Nobody can download it any more." in main(staff, url)
    assert staff.post(url, {"remove": "1"}).headers["Location"] == f"{card(world.care)}documents/"
    assert not Document.objects.exists()
    assert staff.get(url).status_code == 404
    assert staff.get(f"{url}file/").status_code == 404


def test_sam_is_told_why_a_file_is_refused(world: World, staff: Client) -> None:
    page = upload(staff, world.school, file=sent("a.svg", b"<svg/>"))
    assert page.status_code == 200
    assert "Files of this kind are not taken." in page.content.decode()
    assert not Document.objects.exists()


def test_sam_gets_the_same_bytes(world: World, staff: Client) -> None:
    document = add(world.actor(world.sam), world.norrvik, shown=False, name="Åtgärd.pdf")
    response = staff.get(f"/staff/documents/{document.pk}/file/")
    assert body(response) == pdf()
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%85tg%C3%A4rd.pdf"


def test_an_order_shows_the_routines_of_its_customer_and_group_at_the_top(
    world: World, staff: Client
) -> None:
    """N-29: with the document's link, wherever it came from; nobody else's, and no others."""
    sam = world.actor(world.sam)
    own = add(sam, world.school, "Ring före leverans", routine=True, shown=False)
    groups = add(sam, world.norrvik, "Samlad faktura", routine=True)
    add(sam, world.school, "Prislista")
    add(sam, world.care, "Omsorgens rutin", routine=True)
    order = place(world, world.nora, (world.dock, 1))

    page = main(staff, f"/staff/orders/{order.number}/")

    alert = page[page.index('role="note"') : page.index("</div></div>", page.index('role="note"'))]
    for words in (
        "Ring före leverans",
        f"/staff/documents/{own.pk}/file/",
        "Samlad faktura",
        f"/staff/documents/{groups.pk}/file/",
        "from Norrviks kommun",
    ):
        assert words in alert
    assert page.index('role="note"') < page.index("data-table")
    assert "Prislista" not in page
    assert "Omsorgens rutin" not in page
    others = place(world, world.otto, (world.dock, 1))
    assert "Special order routine" not in main(staff, f"/staff/orders/{others.number}/")


def test_the_alert_stands_on_the_customers_card_too(world: World, staff: Client) -> None:
    add(world.actor(world.sam), world.norrvik, "Samlad faktura", routine=True)
    assert "Samlad faktura" in main(staff, card(world.school))
    assert "Samlad faktura" not in main(staff, card(world.vestby))


@pytest.mark.parametrize("what", ["school", "norrvik"])
def test_sixty_documents_cost_a_card_what_one_costs(
    world: World, staff: Client, django_assert_num_queries: Counting, what: str
) -> None:
    sam, owner = world.actor(world.sam), getattr(world, what)
    queries = {"school": 11, "norrvik": 9}[what]
    add(sam, owner)
    staff.get(card(owner))
    with django_assert_num_queries(queries):
        staff.get(card(owner))
    for number in range(59):
        add(sam, owner, f"Nr {number}", shown=False)
    with django_assert_num_queries(queries):
        page = main(staff, card(owner))
    # The customer's documents have a tab of their own; the group's card shows the newest.
    assert page.count("document-link") == {"school": 0, "norrvik": 8}[what]
    assert f"{card(owner)}documents/" in page
    with django_assert_num_queries(7):
        page = main(staff, f"{card(owner)}documents/")
    assert page.count("document-link") == 30
    assert "Nr 7" in main(staff, f"{card(owner)}documents/?q=nr+7")


def test_documents_are_for_staff_here(world: World) -> None:
    document = add(world.actor(world.sam), world.school)
    for who in (world.greta, world.nora, world.ulla):
        client = world.client(who)
        for url in (
            f"{card(world.school)}documents/",
            f"{card(world.school)}documents/new/",
            f"{card(world.norrvik)}documents/new/",
            f"/staff/documents/{document.pk}/",
            f"/staff/documents/{document.pk}/file/",
        ):
            assert client.get(url).status_code == 403
            assert client.post(url, {"remove": "1"}).status_code == 403
    assert Document.objects.exists()


def test_nothing_is_404(staff: Client) -> None:
    for url in (
        "/staff/documents/999999999/",
        "/staff/documents/99999999999999999999/file/",
        "/staff/customers/999999999/documents/",
        "/staff/groups/999999999/documents/new/",
    ):
        assert staff.get(url).status_code == 404
