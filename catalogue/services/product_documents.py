"""Papers of a product: data sheets, manuals, certificates (K-21)."""

from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Product, ProductDocument
from catalogue.policies import may_change_goods
from catalogue.services.goods_history import Noted, note
from catalogue.services.positions import Way, moved
from core.audit import use_case
from core.reasons import Refused, say
from core.uploads.errors import FileRefused
from core.uploads.judging import judge
from core.uploads.names import clean_text
from customers.actors import Actor

LONGEST_TITLE = 120
MOST_DOCUMENTS = 100


@use_case("product.document")
def add_product_document(
    *, actor: Actor, product: Product, file: "File[bytes]", title: str = ""
) -> ProductDocument:
    """Keeps the file beside the product, last; a blank title is the file's name.

    Raises FileRefused, `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    judged = judge(file, most_bytes=settings.DOCUMENT_FILE_MAX_BYTES)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    held = ProductDocument.objects.filter(product=product)
    if held.count() >= MOST_DOCUMENTS:
        raise FileRefused(
            say(_("A product has at most %(most)s documents."), most=MOST_DOCUMENTS), "too_many"
        )
    last = held.aggregate(last=Max("position"))["last"]
    document = ProductDocument(
        product=product,
        title=_title(title) or judged.name.stem[:LONGEST_TITLE],
        file_name=str(judged.name),
        size=judged.size,
        content_type=judged.content_type,
        position=0 if last is None else last + 1,
    )
    document.file.save("", ContentFile(judged.content), save=False)
    try:
        with transaction.atomic():
            document.save()
            note([product.pk], Noted("document", "", document.title))
    except Exception:
        document.file.delete(save=False)  # no row names it
        raise
    return document


@use_case("product.document-change")
def change_product_document(
    *, actor: Actor, document: ProductDocument, title: str
) -> ProductDocument:
    """Another title; a blank one leaves it."""
    require(may_change_goods(actor))
    found = _locked(document)
    new = _title(title) or found.title
    if new != found.title:
        note([found.product_id], Noted("document", found.title, new))
        found.title = new
        found.save(update_fields=["title"])
    return found


@use_case("product.document-move")
def move_product_document(*, actor: Actor, document: ProductDocument, way: Way) -> None:
    """One step up or down."""
    require(may_change_goods(actor))
    Product.objects.select_for_update(no_key=True).get(pk=document.product_id)
    if moved(ProductDocument.objects.filter(product=document.product_id), document.pk, way):
        note([document.product_id], Noted("document_order"))


@use_case("product.document-remove")
def remove_product_document(*, actor: Actor, document: ProductDocument) -> None:
    """The row goes now; the file once that is certain."""
    require(may_change_goods(actor))
    found = _locked(document)
    note([found.product_id], Noted("document", found.title, ""))
    file = found.file
    found.delete()
    transaction.on_commit(partial(file.delete, save=False), robust=True)


def _locked(document: ProductDocument) -> ProductDocument:
    found = ProductDocument.objects.select_for_update().filter(pk=document.pk).first()
    if found is None:
        raise CatalogueRefused(Refused(_("This document has been deleted."), "gone"))
    return found


def _title(text: str) -> str:
    return clean_text(text)[:LONGEST_TITLE].strip()
