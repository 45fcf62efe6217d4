"""Papers of goods for buyers: data sheets, manuals, certificates."""

from django.http import FileResponse, Http404

from catalogue.selectors.papers import visible_document
from core.downloads import attachment
from customers.actors import ShopRequest


def product_document(request: ShopRequest, document_id: int) -> FileResponse:
    """The file as it came, for whoever sees the product (K-21); else there is none."""
    document = visible_document(request.actor, document_id)
    if document is None:
        raise Http404
    return attachment(
        document.file, file_name=document.file_name, content_type=document.content_type
    )
