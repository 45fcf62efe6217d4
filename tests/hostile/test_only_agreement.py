"""The role that shows only the agreement closes every other door (A-22..A-24).

Nora's agreement holds the paper. The dock is goods that everybody else sees; she has it in an old
order, a list, a saved cart and her cart from before she got the role.
"""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from catalogue.models import (
    Assortment,
    AssortmentItem,
    ProductDocument,
    ProductImage,
    ProductRelation,
    Variant,
)
from catalogue.services.search_index import rebuild_search
from core.access.checks import Door, doors
from customers.access import Perm
from orders.models import CartLine, Order, SavedCart, SavedCartLine, WishList, WishListLine
from tests.access.test_walk import address
from tests.orders import fill_cart, place
from tests.pages.reading import page_of, read
from tests.pages.shop.browsing import agree, picture_of
from tests.world import World

NAME, SKU = "Nordock Pro", "ND-4012-GB"
# What she kept or bought before names it still, and so do pages about her own orders; none of
# them has a way to buy it.
KEPT = {
    "my:home",
    "my:lists",
    "my:wish-list-detail",
    "my:saved-cart-detail",
    "my:order-list",
    "my:order-detail",
    "my:order-send-again",
    "shop:cart",
    "shop:checkout",
    "shop:placed",
}


@pytest.fixture
def kept(world: World) -> dict[str, object]:
    """What she has from before; the ids to put into addresses."""
    world.dock.product.popularity = 99
    world.dock.product.save()
    order = place(world, world.nora, (world.dock, 1))
    nora = world.nora.user
    wishes = WishList.objects.create(user=nora, customer=world.school, name="Önskas")
    WishListLine.objects.create(wish_list=wishes, variant=world.dock, quantity=1)
    saved = SavedCart.objects.create(user=nora, customer=world.school, name="Sparad")
    SavedCartLine.objects.create(saved_cart=saved, variant=world.dock, quantity=1)
    fill_cart(world.actor(world.nora), (world.dock, 1))
    ProductRelation.objects.create(product=world.paper.product, other=world.dock.product)
    image: ProductImage = picture_of(world)
    document = ProductDocument(
        product=world.dock.product,
        title="Datablad",
        file_name="dock.pdf",
        size=8,
        content_type="application/pdf",
    )
    document.file.save("dock.pdf", ContentFile(b"%PDF-1.4"))
    rebuild_search()
    agree(world, None, world.paper)
    world.nora.only_agreement_assortment = True
    world.nora.save()
    return {
        "number": order.number,
        "order_id": order.pk,
        "list_id": wishes.pk,
        "saved_cart_id": saved.pk,
        "variant_id": world.dock.pk,
        "product_id": world.dock.product_id,
        "image_id": image.pk,
        "document_id": document.pk,
        "size": "card",
        "slug": "nd-4012-gb",
        "code": SKU,
        "category_path": "datorer/dockningsstationer",
    }


def nora_opens(world: World) -> list[Door]:
    actor = world.actor(world.nora)
    open_to_her = (Perm.PUBLIC, *Perm)
    return [
        door
        for door in doors()
        if door.perm in open_to_her
        and (door.perm == Perm.PUBLIC or actor.has(Perm(str(door.perm))))
        and not door.name.startswith(("account:", "shop:mailbox"))
    ]


def others_buyable(world: World) -> set[str]:
    """What lies in her cart of goods outside the agreement, besides the line from before."""
    lines = CartLine.objects.exclude(variant=world.paper).exclude(quantity=1)
    return set(lines.values_list("variant__sku", flat=True))


def test_no_page_names_goods_outside_the_agreement(world: World, kept: dict[str, object]) -> None:
    client = world.client(world.nora)
    CartLine.objects.all().delete()
    wrong, seen = [], 0
    questions = (
        "",
        "?q=dockningsstation",
        f"?q={SKU}",
        f"?variant={world.dock.pk}&v={SKU}&quantity=1&next=/",
        f"?part={world.computers.pk}&agreement=1&price=without",
    )
    for door in nora_opens(world):
        if "GET" not in door.methods or door.name in KEPT:
            continue
        for question in questions:
            response = client.get(address(door, **kept) + question)
            if response.status_code == 200 and not response.streaming:
                seen += 1
                text = response.content.decode(errors="replace")
                if NAME in text:
                    wrong.append(f"{door.name} {question}")
    assert seen > 60
    assert not wrong, "\n".join(wrong)


def test_direct_addresses_of_goods_pictures_papers_and_prices_are_404(
    world: World, kept: dict[str, object]
) -> None:
    client = world.client(world.nora)
    for url in (
        "/p/nd-4012-gb/",
        f"/why/{world.dock.pk}/",
        f"/pictures/{kept['image_id']}/card/",
        f"/papers/{kept['document_id']}/",
        "/c/datorer/",
        "/c/datorer/dockningsstationer/",
        f"/my/lists/add/?variant={world.dock.pk}",
    ):
        assert client.get(url).status_code == 404, url
    front = client.get("/")
    assert (front.status_code, front["Location"]) == (302, "/assortment/")
    assert not [link for link in read(client, "/assortment/").links if link.startswith("/c/")]


def test_the_same_addresses_open_to_her_colleague_without_the_role(
    world: World, kept: dict[str, object]
) -> None:
    """Else the test above would prove nothing."""
    client = world.client(world.ali)
    for url in (
        "/p/nd-4012-gb/",
        f"/why/{world.dock.pk}/",
        f"/pictures/{kept['image_id']}/card/",
        f"/papers/{kept['document_id']}/",
        "/c/datorer/dockningsstationer/",
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        if response.streaming:
            assert response.getvalue()
    for url in (f"/search/?q={SKU}", f"/search/suggest?q={SKU}", "/search/?q=dockningsstation"):
        assert NAME in client.get(url, follow=True).content.decode(), url


def test_search_and_suggestions_find_only_what_is_agreed(
    world: World, kept: dict[str, object]
) -> None:
    client = world.client(world.nora)
    for address_ in ("/search/?q=", "/search/suggest?q="):
        for words in (SKU, "nordock", "dockningsstation", "dokningsstation"):
            text = client.get(address_ + words).content.decode()
            assert NAME not in text, (address_, words)
    assert "/p/bj-a480-k/" in read(client, "/search/?q=kopieringspapper").links


def test_no_forged_post_puts_other_goods_in_the_cart(world: World, kept: dict[str, object]) -> None:
    """Every button there is, pressed with all the names that a form could send them by."""
    client = world.client(world.nora)
    everything = {
        "variant": world.dock.pk,
        "variant_id": world.dock.pk,
        "quantity": 7,
        "sku": SKU,
        "code": SKU,
        "code-0": SKU,
        "code-1": SKU,
        "quantity-0": 7,
        "quantity-1": 7,
        f"quantity_{world.dock.pk}": 7,
        f"note_{world.dock.pk}": "",
        "pasted": f"{SKU}\t7",
        "lines": f"{SKU}\t7",
        "add": "1",
        "all": "1",
        "how": "add",
        "into": "add",
        "next": "/",
    }
    tried = 0
    for door in nora_opens(world):
        if "POST" not in door.methods or door.name.startswith("my:two-factor"):
            continue
        tried += 1
        with transaction.atomic():
            client.raise_request_exception = False
            client.post(address(door, **kept), everything)
            found = others_buyable(world)
            transaction.set_rollback(True)
        assert not found, f"{door.name} put {found} in the cart"
    assert tried > 25


def test_the_line_from_before_cannot_be_ordered(world: World, kept: dict[str, object]) -> None:
    client = world.client(world.nora)
    before = Order.objects.count()
    assert client.get("/checkout/").status_code in {200, 302, 409}
    client.post("/checkout/", {"accept": "1"})
    assert Order.objects.count() == before
    page = read(client, "/cart/")
    assert "/p/nd-4012-gb/" not in page.links


def test_old_order_list_and_saved_cart_bring_back_only_what_is_agreed(
    world: World, kept: dict[str, object]
) -> None:
    client = world.client(world.nora)
    CartLine.objects.all().delete()
    for url, values in (
        (f"/my/orders/{kept['number']}/send-again/", {"into": "add"}),
        (f"/my/lists/{kept['list_id']}/to-cart/", {"all": "1"}),
        (f"/my/lists/carts/{kept['saved_cart_id']}/put-back/", {"how": "add"}),
        ("/cart/add/", {"variant": world.dock.pk, "quantity": 1}),
        ("/quick-order/", {"pasted": f"{SKU}\t1", "add": "1"}),
    ):
        response = client.post(url, values)
        assert response.status_code < 500, url
        assert not CartLine.objects.exists(), url


def test_the_doors_that_stand_open_to_the_agreed_goods(
    world: World, kept: dict[str, object]
) -> None:
    """The same ways with the paper: they do lead into the cart."""
    CartLine.objects.all().delete()
    client: Client = world.client(world.nora)
    client.post("/cart/add/", {"variant": world.paper.pk, "quantity": 2})
    assert CartLine.objects.get().variant == world.paper


def test_a_number_outside_the_agreement_is_answered_like_one_that_is_not(
    world: World, kept: dict[str, object]
) -> None:
    """Its successor is agreed; that it has one would tell that the number once was goods."""
    Variant.objects.filter(pk=world.dock.pk).update(is_active=False, replaced_by=world.paper)
    client = world.client(world.nora)
    unknown = "ZZ-4012-GB"

    def told(code: str) -> str:
        page = page_of(client.post("/quick-order/", {"pasted": f"{code} 2"}), 422)
        return page.text.replace(code, "")

    assert told(SKU) == told(unknown)
    assert "No longer sold" not in told(SKU)
    ali = page_of(world.client(world.ali).post("/quick-order/", {"pasted": f"{SKU} 2"}), 422)
    assert "No longer sold. Kopieringspapper" in ali.text


def test_a_number_that_was_agreed_tells_what_took_its_place(
    world: World, kept: dict[str, object]
) -> None:
    """Else nobody with the role would ever be told of a successor."""
    Variant.objects.filter(pk=world.headset.pk).update(is_active=False, replaced_by=world.paper)
    AssortmentItem.objects.create(assortment=Assortment.objects.get(), variant=world.headset)
    client = world.client(world.nora)
    sent = {"pasted": f"{world.headset.sku} 2"}
    page = page_of(client.post("/quick-order/", sent), 422)
    assert "No longer sold. Kopieringspapper" in page.text
