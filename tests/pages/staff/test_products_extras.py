"""Pictures, papers, relations and own numbers on a product's card; papers in the storefront."""

from typing import Any

import pytest
from django.test import Client

from catalogue.models import OwnArticleNumber, ProductDocument, ProductImage, ProductRelation
from catalogue.services.product_documents import add_product_document
from catalogue.services.visibility import set_limit_groups
from core.qr import qr_code
from tests.uploads import pdf, picture, sent
from tests.world import World

LIST = "/staff/products/"


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def main(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def part(world: World, name: str) -> str:
    return f"{LIST}{world.dock.product_id}/{name}/"


def test_stina_adds_pictures_orders_and_removes_them(world: World, stina: Client) -> None:
    url = part(world, "pictures")
    files = [sent("a.png", picture("PNG")), sent("b.png", picture("PNG"))]
    stina.post(f"{url}new/", {"pictures": files, "alt": "Framifrån"})
    first, second = ProductImage.objects.all()
    page = main(stina, url)
    assert page.count('alt="Framifrån"') == 2
    stina.post(f"{LIST}pictures/{second.pk}/move/", {"way": "up"})
    assert ProductImage.objects.first() == second
    edit = f"{LIST}pictures/{first.pk}/"
    stina.post(edit, {"alt": "Bakifrån", "variant": str(world.dock.pk)})
    assert world.dock.sku in main(stina, url)
    assert "cannot be brought back" in main(stina, edit)
    stina.post(edit, {"remove": "1"})
    assert list(ProductImage.objects.all()) == [second]


def test_a_picture_is_shown_to_staff_also_of_what_nobody_buys(world: World, stina: Client) -> None:
    url = part(world, "pictures")
    stina.post(f"{url}new/", {"pictures": [sent("a.png", picture("PNG"))]})
    image = ProductImage.objects.get()
    set_limit_groups(
        actor=world.actor(world.stina), target=world.dock.product, groups=[world.norrvik]
    )
    file = f"{LIST}pictures/{image.pk}/thumb/"
    assert world.client(world.sam).get(file).status_code == 200
    assert world.client(world.nora).get(file).status_code == 403
    assert stina.get(f"{LIST}pictures/{image.pk}/enormous/").status_code == 404


@pytest.mark.parametrize("files", [[], [sent("x.png", b"no")], [sent("x.pdf", pdf())]])
def test_what_is_no_picture_is_told_at_the_field(
    world: World, stina: Client, files: list[Any]
) -> None:
    response = stina.post(f"{part(world, 'pictures')}new/", {"pictures": files, "alt": "Kvar"})
    assert response.status_code == 200
    assert response.context["form"].errors["pictures"]
    assert 'value="Kvar"' in response.content.decode()
    assert not ProductImage.objects.exists()


def test_stina_adds_a_paper_renames_moves_and_deletes_it(world: World, stina: Client) -> None:
    url = part(world, "documents")
    for name in ("a.pdf", "b.pdf"):
        stina.post(f"{url}new/", {"file": sent(name, pdf())})
    first, second = ProductDocument.objects.all()
    edit = f"{LIST}documents/{second.pk}/"
    stina.post(edit, {"title": "Manual"})
    stina.post(f"{edit}move/", {"way": "up"})
    page = main(stina, url)
    assert page.index("Manual") < page.index("a.pdf")
    response = stina.get(f"{edit}file/")
    assert body(response) == pdf()
    assert "attachment" in response["Content-Disposition"]
    stina.post(edit, {"remove": "1"})
    assert list(ProductDocument.objects.all()) == [first]


def test_a_hostile_paper_is_told_at_the_field(world: World, stina: Client) -> None:
    url = f"{part(world, 'documents')}new/"
    page = stina.post(url, {"file": sent("x.svg", b"<svg/>"), "title": "Kvar"})
    assert "Files of this kind are not taken." in page.content.decode()
    assert 'value="Kvar"' in page.content.decode()


def test_goods_that_go_with_it_come_by_article_number(world: World, stina: Client) -> None:
    url = part(world, "goes-with")
    for sku in (world.headset.sku, f" {world.paper.sku.lower()} "):
        stina.post(f"{url}new/", {"article_number": sku})
    first, second = ProductRelation.objects.all()
    stina.post(f"{LIST}goes-with/{second.pk}/move/", {"way": "up"})
    page = main(stina, url).partition("<tbody>")[2]
    assert page.index(world.paper.product.name) < page.index(world.headset.product.name)
    stina.post(f"{LIST}goes-with/{second.pk}/remove/")
    assert ProductRelation.objects.get() == first


@pytest.mark.parametrize(
    ("sku", "words"),
    [("NIX", "No version has the article number NIX."), ("", "This field is required.")],
)
def test_an_unknown_article_is_told(world: World, stina: Client, sku: str, words: str) -> None:
    page = stina.post(f"{part(world, 'goes-with')}new/", {"article_number": sku})
    assert words in page.content.decode()
    own = stina.post(f"{part(world, 'goes-with')}new/", {"article_number": world.dock.sku})
    assert "an article number of this product itself" in own.content.decode()


def test_stina_writes_down_what_a_customer_and_a_group_call_it(world: World, stina: Client) -> None:
    url = part(world, "numbers")
    form = {"variant": str(world.dock.pk), "owner": world.school.number, "number": "77 12"}
    stina.post(f"{url}new/", form)
    stina.post(f"{url}new/", form | {"owner": world.norrvik.name.lower(), "number": "N-1"})
    page = main(stina, url)
    for words in (world.school.name, "77 12", world.norrvik.name, "N-1"):
        assert words in page
    own = OwnArticleNumber.objects.get(customer=world.school)
    stina.post(f"{LIST}numbers/{own.pk}/remove/")
    assert "77 12" not in main(stina, url).split("</table>")[0].split("<tbody>")[1]


def test_a_number_that_means_another_is_told_in_words(world: World, stina: Client) -> None:
    other = f"{LIST}{world.paper.product_id}/numbers/new/"
    form = {"owner": world.school.number, "number": "77 12"}
    stina.post(other, form | {"variant": str(world.paper.pk)})
    mine = form | {"variant": str(world.dock.pk)}
    page = stina.post(f"{part(world, 'numbers')}new/", mine).content.decode()
    assert f"At {world.school.name}, 77 12 already means {world.paper.sku}." in page
    nobody = stina.post(f"{part(world, 'numbers')}new/", mine | {"owner": "Ingen"})
    assert "There is no customer or customer group called so." in nobody.content.decode()


def test_a_paper_is_for_whoever_sees_the_product(world: World) -> None:
    """K-21: by its own address too; for all others there is no such thing."""
    actor = world.actor(world.stina)
    product = world.dock.product
    document = add_product_document(
        actor=actor, product=product, file=sent("Datablad å.pdf", pdf())
    )
    url = f"/papers/{document.pk}/"
    for who in (None, world.nora, world.otto):
        response = world.client(who).get(url)
        assert body(response) == pdf()
        assert response["Content-Disposition"].startswith("attachment;")
        assert response["X-Content-Type-Options"] == "nosniff"
    set_limit_groups(actor=actor, target=product, groups=[world.norrvik])
    assert body(world.client(world.nora).get(url)) == pdf()
    assert world.client(world.otto).get(url).status_code == 404
    assert world.client(world.nora).get("/papers/99999/").status_code == 404


def test_a_stranger_who_scans_a_code_logs_in_and_learns_nothing(world: World) -> None:
    """K-43: the same answer for a document that is for others and for one that is not there."""
    actor = world.actor(world.stina)
    document = add_product_document(
        actor=actor, product=world.dock.product, file=sent("a.pdf", pdf())
    )
    set_limit_groups(actor=actor, target=world.dock.product, groups=[world.norrvik])
    for pk in (document.pk, 99999):
        answer = world.client(None).get(f"/papers/{pk}/")
        assert answer["Location"] == f"/account/login/?next=%2Fpapers%2F{pk}%2F"


def test_a_document_has_a_code_to_print_for_whoever_sees_it(world: World) -> None:
    """K-43."""
    actor = world.actor(world.stina)
    document = add_product_document(
        actor=actor, product=world.dock.product, file=sent("a.pdf", pdf()), title="Manual å"
    )
    code = f"/papers/{document.pk}/code/"
    nora = world.client(world.nora)
    assert code in nora.get(f"/p/{world.dock.product.slug}/").content.decode()
    page = nora.get(code).content.decode()
    assert "Manual å" in page
    assert f"http://testserver/papers/{document.pk}/" in page
    assert qr_code(f"http://testserver/papers/{document.pk}/").path in page
    set_limit_groups(actor=actor, target=world.dock.product, groups=[world.norrvik])
    for stranger in (None, world.otto):
        assert world.client(stranger).get(code).status_code == 404


def test_what_is_off_sale_has_no_papers_for_buyers(world: World) -> None:
    actor = world.actor(world.stina)
    document = add_product_document(
        actor=actor, product=world.dock.product, file=sent("a.pdf", pdf())
    )
    world.dock.product.is_active = False
    world.dock.product.save()
    assert world.client(world.nora).get(f"/papers/{document.pk}/").status_code == 404
