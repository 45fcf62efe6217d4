"""Documents on My pages: read by every member, looked after by the administrators."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from customers.models import Document, Membership
from tests.uploads import add, pdf, sent
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
LIST = "/my/documents/"
GROUP = "/my/group/documents/"


def main(client: Client, url: str) -> str:
    """The page without its frame."""
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def file_url(document: Document) -> str:
    return f"/my/documents/{document.pk}/file/"


# Reading.


def test_nora_sees_what_each_document_is_from_whom_and_when(world: World) -> None:
    add(world.actor(world.sam), world.norrvik, "Leveransvillkor")
    add(world.actor(world.greta), world.school, "Våra rutiner", name="rutin.txt", content=b"Ring")
    page = main(world.client(world.nora), LIST)
    for words in ("Leveransvillkor", "PDF", "Kontorsgrossen", "Våra rutiner", "Text", "Greta"):
        assert words in page
    assert 'type="search"' not in page, "two are seen at a glance"


def test_hidden_and_other_peoples_documents_are_absent_and_404(world: World) -> None:
    sam = world.actor(world.sam)
    hidden = add(sam, world.school, "Dold", shown=False)
    others = add(sam, world.vestby, "Vestbys")
    for who in (world.nora, world.ali, world.greta):
        client = world.client(who)
        assert client.get(file_url(hidden)).status_code == 404
        assert client.get(file_url(others)).status_code == 404
        assert "Dold" not in main(client, LIST)
        assert "Vestbys" not in main(client, LIST)
    assert body(world.client(world.sam).get(f"/staff/documents/{hidden.pk}/file/")) == pdf()
    assert world.client(world.ulla).get(LIST).status_code == 403
    assert world.client(None).get(file_url(hidden)).status_code == 302


def test_a_download_is_the_same_bytes_as_an_attachment_nobody_guesses_about(world: World) -> None:
    document = add(world.actor(world.sam), world.school, "Kort", name="Räksmörgås & 100 %.pdf")
    response = world.client(world.nora).get(file_url(document))
    assert body(response) == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''R%C3%A4ksm%C3%B6rg%C3%A5s%20%26%20100%20%25.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(len(pdf()))
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_that_the_storage_has_lost_is_404(world: World) -> None:
    document = add(world.actor(world.sam), world.school)
    storages["documents"].delete(str(document.file.name))
    assert world.client(world.nora).get(file_url(document)).status_code == 404


def test_a_file_has_no_address_of_its_own(world: World) -> None:
    document = add(world.actor(world.sam), world.school)
    client = world.client(world.nora)
    for url in (f"/media/{document.file.name}", f"/documents/{document.file.name}"):
        assert client.get(url).status_code == 404


def test_whoever_leaves_the_customer_loses_its_documents(world: World) -> None:
    document = add(world.actor(world.sam), world.school)
    client = world.client(world.nora)
    assert body(client.get(file_url(document))) == pdf()
    Membership.objects.filter(pk=world.nora.pk).update(is_active=False)
    assert client.get(file_url(document)).status_code in {403, 404}


def test_an_empty_page_says_what_will_be_here(world: World) -> None:
    assert "Terms, price lists and routines" in main(world.client(world.nora), LIST)
    page = main(world.client(world.greta), GROUP)
    assert "What you add here your colleagues find under Documents." in page


@pytest.mark.parametrize("url", [LIST, GROUP])
def test_more_than_ten_can_be_searched(world: World, url: str) -> None:
    sam = world.actor(world.sam)
    for number in range(11):
        add(sam, world.school, f"Villkor {number:02}")
    client = world.client(world.greta)
    assert 'type="search"' in main(client, url)
    found = main(client, f"{url}?q=villkor+07")
    assert "Villkor 07" in found
    assert "Villkor 08" not in found
    assert "No document fits" in main(client, f"{url}?q=finns-inte")


@pytest.mark.parametrize(("url", "queries"), [(LIST, 5), (GROUP, 5)])
def test_sixty_cost_what_one_costs(
    world: World, django_assert_num_queries: Counting, url: str, queries: int
) -> None:
    greta = world.actor(world.greta)
    client = world.client(world.greta)
    add(greta, world.school)
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(59):
        add(greta, (world.school, world.norrvik)[number % 2], f"Nr {number}")
    with django_assert_num_queries(queries):
        page = client.get(url)
    assert len(page.context["rows"]) == 30
    assert page.context["older_url"]


def test_the_menus_lead_there(world: World) -> None:
    nora = world.client(world.nora).get(LIST).content.decode()
    assert f'href="{LIST}"' in nora
    assert f'href="{GROUP}"' not in nora
    assert f'href="{GROUP}"' in world.client(world.greta).get(LIST).content.decode()


# The organisation's own.


def upload(client: Client, name: str, content: bytes, **fields: object) -> Any:
    return client.post(f"{GROUP}new/", {"file": sent(name, content), **fields})


def test_greta_adds_one_for_everybody_and_otto_does_not_see_it(world: World) -> None:
    client = world.client(world.greta)
    response = upload(client, "Inköpsrutin.pdf", pdf(), title="", owner="all")
    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.group, document.title) == (world.norrvik, "Inköpsrutin")
    assert "Inköpsrutin" in main(world.client(world.nora), LIST)
    assert "Inköpsrutin" not in main(world.client(world.otto), LIST)


def test_greta_adds_one_for_a_single_customer(world: World) -> None:
    upload(world.client(world.greta), "a.pdf", pdf(), title="Omsorg", owner=world.care.pk)
    assert Document.objects.get().customer == world.care
    assert "Omsorg" not in main(world.client(world.nora), LIST)
    assert "Omsorg" in main(world.client(world.greta), GROUP)


def test_greta_is_told_why_a_file_is_refused(world: World) -> None:
    client = world.client(world.greta)
    for name, content, words in (
        ("a.exe", b"MZ", "Files of this kind are not taken."),
        ("a.pdf", b"<html>", "The file is not what its name says."),
        ("a.pdf", b"", "empty"),
    ):
        page = upload(client, name, content, owner="all")
        assert page.status_code == 200
        assert words in page.content.decode()
    assert not Document.objects.exists()


def test_greta_cannot_name_another_customer_in_the_form(world: World) -> None:
    client = world.client(world.greta)
    for owner in (world.vestby.pk, world.retail.pk, "0", "", "x"):
        assert upload(client, "a.pdf", pdf(), owner=owner).status_code == 200
    assert not Document.objects.exists()


def test_greta_renames_and_deletes_her_own(world: World) -> None:
    document = add(world.actor(world.greta), world.school)
    client = world.client(world.greta)
    url = f"{GROUP}{document.pk}/"
    assert url in main(client, GROUP)
    assert client.post(url, {"title": "Nytt namn"}).status_code == 302
    assert "Nytt namn" in main(client, GROUP)
    assert "Delete Nytt namn? Nobody can download it any more." in main(client, url)
    assert client.post(url, {"remove": "1"}).status_code == 302
    assert not Document.objects.exists()
    assert client.post(url, {"remove": "1"}).status_code == 404


def test_the_shops_and_hidden_ones_are_not_gretas_to_change(world: World) -> None:
    sam = world.actor(world.sam)
    shops = add(sam, world.school, "Butikens")
    own = add(world.actor(world.greta), world.school, "Egen")
    Document.objects.filter(pk=own.pk).update(is_visible_to_customer=False)
    client = world.client(world.greta)
    page = main(client, GROUP)
    assert "Butikens" in page
    for document in (shops, own):
        assert f"{GROUP}{document.pk}/" not in page
        for values in ({"title": "X"}, {"remove": "1"}):
            assert client.post(f"{GROUP}{document.pk}/", values).status_code == 404
    assert Document.objects.count() == 2


def test_members_only_read(world: World) -> None:
    document = add(world.actor(world.greta), world.school)
    client = world.client(world.nora)
    for url in (GROUP, f"{GROUP}new/", f"{GROUP}{document.pk}/"):
        assert client.get(url).status_code == 403
        assert client.post(url, {"remove": "1"}).status_code == 403
    assert Document.objects.exists()


def test_nobody_changes_documents_in_gretas_shoes(world: World) -> None:
    document = add(world.actor(world.greta), world.school)
    client = world.client(world.stina)
    client.post(f"/staff/act-as/{world.greta.pk}/")
    assert "Leveransvillkor" in main(client, LIST)
    assert f"{GROUP}{document.pk}/" not in main(client, GROUP)
    assert client.get(f"{GROUP}new/").status_code == 403
    assert client.post(f"{GROUP}{document.pk}/", {"remove": "1"}).status_code == 403
    assert Document.objects.exists()
