"""A product's documents at an address of their own, and the code that is printed and scanned."""

from typing import Any

import pytest

from catalogue.services.product_documents import add_product_document
from catalogue.services.visibility import set_limit_groups
from core.qr import qr_code
from tests.everything import body_of
from tests.uploads import pdf, sent
from tests.world import World

PAGE = "/p/nd-4012-gb/documents/"

pytestmark = pytest.mark.django_db


def add_manual(world: World) -> int:
    made = add_product_document(
        actor=world.actor(world.stina),
        product=world.dock.product,
        file=sent("Manual å.pdf", pdf()),
        title="Manual <b>å</b>",
    )
    return made.pk


def test_a_stranger_who_scans_the_code_of_public_goods_gets_their_documents(world: World) -> None:
    paper = add_manual(world)
    page = world.client(None).get(PAGE).content.decode()
    assert "Manual &lt;b&gt;å&lt;/b&gt;" in page
    assert f'href="/papers/{paper}/"' in page
    file: Any = world.client(None).get(f"/papers/{paper}/")
    assert body_of(file) == pdf()
    assert "private" in file["Cache-Control"]


def test_documents_of_limited_goods_are_for_whoever_sees_them(world: World) -> None:
    add_manual(world)
    set_limit_groups(
        actor=world.actor(world.stina), target=world.dock.product, groups=[world.norrvik]
    )
    assert world.client(world.nora).get(PAGE).status_code == 200
    assert world.client(world.otto).get(PAGE).status_code == 404
    assert world.client(world.otto).get(f"{PAGE}code/").status_code == 404
    for page in (PAGE, "/p/no-such-thing/documents/"):  # a stranger learns nothing
        answer = world.client(None).get(page)
        assert answer["Location"].startswith("/account/login/?next=%2Fp%2F")


def test_the_product_page_leads_to_documents_and_code_only_where_there_are_some(
    world: World,
) -> None:
    nora = world.client(world.nora)
    assert PAGE not in nora.get("/p/nd-4012-gb/").content.decode()
    assert "No documents yet" in nora.get(PAGE).content.decode()
    add_manual(world)
    page = nora.get("/p/nd-4012-gb/").content.decode()
    assert f'href="{PAGE}"' in page
    assert f'href="{PAGE}code/"' in page


def test_nora_and_sam_print_the_same_code_with_name_number_and_address(world: World) -> None:
    add_manual(world)
    address = f"http://testserver{PAGE}"
    staff = f"/staff/products/{world.dock.product_id}/documents/"
    assert f'href="{staff}code/"' in world.client(world.sam).get(staff).content.decode()
    for who, url in ((world.nora, f"{PAGE}code/"), (world.sam, f"{staff}code/")):
        page = world.client(who).get(url).content.decode()
        for words in (world.dock.product.name, "ND-4012-GB", address, qr_code(address).path):
            assert words in page
    assert world.client(world.nora).get(f"{staff}code/").status_code == 403


def test_the_page_costs_the_product_and_its_extras_beside_the_frame(
    world: World, django_assert_num_queries: Any
) -> None:
    add_manual(world)
    nora = world.client(world.nora)
    nora.get(PAGE)
    with django_assert_num_queries(6):
        nora.get(PAGE)
