"""Stina switches a part off, takes it back; Nora prints the code of a product's documents."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile

from catalogue.services.product_documents import add_product_document
from customers.add_ons import AddOn
from customers.models import ShopSettings
from tests.browser.conftest import Visitor
from tests.uploads import pdf
from tests.world import build_world

LIST = "/staff/settings/add-ons/"


@pytest.mark.parametrize("width", [390, 1280])
def test_stina_switches_documents_off_and_takes_it_back(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    stina = visitor(width=width)
    stina.log_in("stina@example.com")
    stina.open(LIST)
    stina.page.get_by_role("button", name="Switch off Customer documents").click()
    stina.page.get_by_text("Customer documents is off.").wait_for()
    assert not ShopSettings.objects.get().is_on(AddOn.DOCUMENTS)
    stina.page.get_by_role("button", name="Undo").click()
    stina.page.get_by_text("Customer documents is on.").wait_for()
    assert ShopSettings.objects.get().is_on(AddOn.DOCUMENTS)
    assert world.stina.full_name in stina.page.locator("#part-995").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_nora_finds_the_documents_and_prints_their_code(
    visitor: Callable[..., Visitor], width: int
) -> None:
    world = build_world()
    add_product_document(
        actor=world.actor(world.stina),
        product=world.dock.product,
        file=ContentFile(pdf(), name="Datablad.pdf"),
    )
    nora = visitor(width=width)
    nora.log_in("nora@example.com")
    for page in ("/p/nd-4012-gb/", "/p/nd-4012-gb/documents/", "/p/nd-4012-gb/documents/code/"):
        nora.open(page)
        assert nora.page.locator("h1").count() == 1, page
