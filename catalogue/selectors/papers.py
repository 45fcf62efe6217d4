"""Papers of goods that a visitor may see."""

from django.db.models import Exists, OuterRef

from catalogue.models import ProductDocument
from catalogue.selectors.visibility import visible_products, visible_variants
from customers.actors import Actor


def visible_document(actor: Actor, document_id: int) -> ProductDocument | None:
    """The document, if the visitor sees its product and a version of it. One query."""
    return (
        ProductDocument.objects.select_related("product")
        .filter(pk=document_id)
        .filter(Exists(visible_products(actor).filter(pk=OuterRef("product"))))
        .filter(Exists(visible_variants(actor).filter(product=OuterRef("product"))))
        .first()
    )
