"""What the shop and the own administrators share with the people of a customer."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from core.downloads import attachment
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from customers.actors import ShopRequest
from customers.selectors.documents import DOCUMENT_SORTS, document_of, documents_for

# With fewer, everybody sees them all at a glance.
MOST_WITHOUT_SEARCH = 10


def document_list(request: ShopRequest) -> HttpResponse:
    """The current customer's, those of its main group and of its further groups."""
    bar = filter_bar(request, ())
    page = keyset_page(
        documents_for(request.actor, text=bar.query),
        sorts=DOCUMENT_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    many = page.has_others or len(page.rows) > MOST_WITHOUT_SEARCH
    context = list_context(request, page, bar) | {"has_search": many or bool(bar.query)}
    return render(request, "my/documents/document_list.html", context)


def document_file(request: ShopRequest, document_id: int) -> FileResponse:
    """The file as it came. A hidden one, or another customer's, is 404 like none."""
    document = document_of(request.actor, document_id)
    return attachment(
        document.file, file_name=document.file_name, content_type=document.content_type
    )
