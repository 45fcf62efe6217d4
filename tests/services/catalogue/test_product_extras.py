"""Pictures, papers and relations of a product: added, ordered, taken away."""

from collections.abc import Sequence

import pytest
from django.core.files.base import File

from catalogue.errors import CatalogueRefused
from catalogue.models import ProductDocument, ProductImage, ProductRelation
from catalogue.services.product_documents import (
    add_product_document,
    change_product_document,
    move_product_document,
    remove_product_document,
)
from catalogue.services.product_pictures import (
    MOST_AT_ONCE,
    add_pictures,
    change_picture,
    move_picture,
    remove_picture,
)
from catalogue.services.relations import move_relation, relate_product, remove_relation
from core.uploads.errors import FileRefused
from customers.actors import Actor
from tests.uploads import pdf, picture, sent
from tests.world import World


def photos(*names: str) -> "Sequence[File[bytes]]":
    return [sent(name, picture("PNG")) for name in names]


def test_several_pictures_come_in_their_order(world: World, stina: Actor) -> None:
    product = world.dock.product
    add_pictures(actor=stina, product=product, files=photos("a.png", "b.png"), alt="Framifrån")
    add_pictures(actor=stina, product=product, files=photos("c.png"), variant=world.dock)
    held = ProductImage.objects.values_list("position", "alt", "variant")
    assert list(held) == [(0, "Framifrån", None), (1, "Framifrån", None), (2, "", world.dock.pk)]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (sent("x.png", b"<svg/>"), "not_what_it_says"),
        (sent("x.pdf", pdf()), "kind"),
        (sent("x.svg", b"<svg/>"), "kind"),
    ],
)
def test_one_bad_file_keeps_all_out_and_is_named(
    world: World, stina: Actor, bad: "File[bytes]", code: str
) -> None:
    with pytest.raises(FileRefused, match=code) as refused:
        add_pictures(actor=stina, product=world.dock.product, files=[*photos("a.png"), bad])
    assert str(bad.name) in str(refused.value.reason)
    assert not ProductImage.objects.exists()


def test_a_lot_of_pictures_is_too_many(world: World, stina: Actor) -> None:
    names = [f"{number}.png" for number in range(MOST_AT_ONCE + 1)]
    with pytest.raises(FileRefused, match="too_many"):
        add_pictures(actor=stina, product=world.dock.product, files=photos(*names))


def test_a_picture_moves_is_described_and_goes(world: World, stina: Actor) -> None:
    product = world.dock.product
    first, second = add_pictures(actor=stina, product=product, files=photos("a.png", "b.png"))
    move_picture(actor=stina, image=second, way="up")
    move_picture(actor=stina, image=second, way="up")  # is first already
    assert list(product.images.values_list("pk", flat=True)) == [second.pk, first.pk]
    change_picture(actor=stina, image=first, alt="Bakifrån", variant=world.dock)
    first.refresh_from_db()
    assert (first.alt, first.variant) == ("Bakifrån", world.dock)
    remove_picture(actor=stina, image=first)
    with pytest.raises(CatalogueRefused, match="gone"):
        remove_picture(actor=stina, image=first)
    assert list(product.images.values_list("pk", flat=True)) == [second.pk]


def test_a_removed_picture_leaves_no_file(
    world: World, stina: Actor, django_capture_on_commit_callbacks: object
) -> None:
    capture: object = django_capture_on_commit_callbacks
    (image,) = add_pictures(actor=stina, product=world.dock.product, files=photos("a.png"))
    name, storage = str(image.file.name), image.file.storage
    assert storage.exists(name)
    with capture(execute=True):  # type: ignore[operator]
        remove_picture(actor=stina, image=image)
    assert not storage.exists(name)


def test_papers_are_kept_named_moved_and_deleted(world: World, stina: Actor) -> None:
    product = world.dock.product
    sheet = add_product_document(actor=stina, product=product, file=sent("Datablad.pdf", pdf()))
    manual = add_product_document(
        actor=stina, product=product, file=sent("x.pdf", pdf()), title="Manual"
    )
    assert (sheet.title, sheet.content_type) == ("Datablad", "application/pdf")
    move_product_document(actor=stina, document=manual, way="up")
    change_product_document(actor=stina, document=sheet, title="Data sheet")
    change_product_document(actor=stina, document=manual, title="  ")
    assert list(product.documents.values_list("title", flat=True)) == ["Manual", "Data sheet"]
    remove_product_document(actor=stina, document=sheet)
    with pytest.raises(CatalogueRefused, match="gone"):
        change_product_document(actor=stina, document=sheet, title="X")
    assert ProductDocument.objects.get() == manual


def test_a_paper_that_is_not_what_it_says_is_refused(world: World, stina: Actor) -> None:
    with pytest.raises(FileRefused, match="not_what_it_says"):
        add_product_document(actor=stina, product=world.dock.product, file=sent("a.pdf", b"MZ\x00"))
    assert not ProductDocument.objects.exists()


def test_what_goes_with_it_stands_in_order(world: World, stina: Actor) -> None:
    product = world.dock.product
    headset = relate_product(actor=stina, product=product, other=world.headset)
    paper = relate_product(actor=stina, product=product, other=world.paper)
    move_relation(actor=stina, relation=paper, way="up")
    others = product.relations.values_list("other", flat=True)
    assert list(others) == [world.paper.product_id, world.headset.product_id]
    remove_relation(actor=stina, relation=paper)
    remove_relation(actor=stina, relation=paper)  # twice does no harm
    assert ProductRelation.objects.get() == headset


def test_nothing_goes_with_itself_or_twice(world: World, stina: Actor) -> None:
    product = world.dock.product
    with pytest.raises(CatalogueRefused, match="itself"):
        relate_product(actor=stina, product=product, other=world.dock)
    relate_product(actor=stina, product=product, other=world.paper)
    with pytest.raises(CatalogueRefused, match="already-related"):
        relate_product(actor=stina, product=product, other=world.paper)


def test_sam_changes_none_of_it(world: World) -> None:
    sam, product = world.actor(world.sam), world.dock.product
    with pytest.raises(CatalogueRefused, match="no-right"):
        add_pictures(actor=sam, product=product, files=photos("a.png"))
    with pytest.raises(CatalogueRefused, match="no-right"):
        add_product_document(actor=sam, product=product, file=sent("a.pdf", pdf()))
    with pytest.raises(CatalogueRefused, match="no-right"):
        relate_product(actor=sam, product=product, other=world.paper)
