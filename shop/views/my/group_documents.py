"""The organisation's documents: its administrators' own to look after, the shop's to read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.http import posted
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from core.uploads.errors import FileRefused
from customers.actors import ShopRequest
from customers.document_forms import DocumentForm
from customers.errors import CustomersRefused
from customers.refusals import add_refusal
from customers.selectors.colleagues import customers_inside
from customers.selectors.documents import (
    DOCUMENT_SORTS,
    documents_inside,
    own_document_inside,
)
from customers.services.documents import (
    DocumentGone,
    add_document,
    change_document,
    delete_document,
)
from shop.forms.documents import NewGroupDocumentForm
from shop.views.my.documents import MOST_WITHOUT_SEARCH


def group_document_list(request: ShopRequest) -> HttpResponse:
    """Everything shown on the organisation and its customers."""
    bar = filter_bar(request, ())
    page = keyset_page(
        documents_inside(request.actor, text=bar.query),
        sorts=DOCUMENT_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    many = page.has_others or len(page.rows) > MOST_WITHOUT_SEARCH
    context = list_context(request, page, bar) | {
        "has_search": many or bool(bar.query),
        "is_closed": request.actor.is_acting,
    }
    return render(request, "my/group/group_document_list.html", context)


def group_document_new(request: ShopRequest) -> HttpResponse:
    """A file for everybody in the organisation, or for one customer of it."""
    files = request.FILES if request.method == "POST" else None
    form = NewGroupDocumentForm(posted(request), files, customers=customers_inside(request.actor))
    if request.method == "POST" and form.is_valid():
        try:
            document = add_document(
                actor=request.actor,
                owner=form.chosen_owner,
                file=form.chosen_file,
                details=form.details(),
            )
        except FileRefused as refused:
            form.add_error("file", str(refused.reason))
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            return _back(request, _("%(title)s is added.") % {"title": document.title})
    return render(request, "my/group/group_document_new.html", {"form": form})


def group_document_edit(request: ShopRequest, document_id: int) -> HttpResponse:
    """Renames or deletes one that the organisation put there itself."""
    document = own_document_inside(request.actor, document_id)
    removes = request.method == "POST" and "remove" in request.POST
    form = DocumentForm(
        None if removes else posted(request), initial=DocumentForm.initial_of(document)
    )
    try:
        if removes:
            delete_document(actor=request.actor, document_id=document.pk)
            return _back(request, _("%(title)s is deleted.") % {"title": document.title})
        if request.method == "POST" and form.is_valid():
            changed = change_document(
                actor=request.actor, document_id=document.pk, details=form.details()
            )
            return _back(request, _("%(title)s is saved.") % {"title": changed.title})
    except DocumentGone as gone:  # between our reading and our lock
        messages.error(request, str(gone.reason))
        return redirect("my:group-document-list")
    context = {"form": form, "document": document}
    return render(request, "my/group/group_document_edit.html", context)


def _back(request: ShopRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("my:group-document-list")
