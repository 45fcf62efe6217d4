"""Documents on customers and groups: listed, added, changed, deleted, fetched."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from adminpanel.customer_card import card_context
from adminpanel.forms.documents import NewStaffDocumentForm, StaffDocumentForm
from adminpanel.group_card import group_context
from core.downloads import attachment
from core.http import posted
from core.list_specs import listed, listed_context
from core.lists import filter_bar, list_context
from core.tables import keyset_page
from core.uploads.errors import FileRefused
from customers.actors import ShopRequest
from customers.errors import CustomersRefused
from customers.list_specs_documents import DOCUMENTS_LIST
from customers.models import Customer, CustomerGroup
from customers.refusals import add_refusal
from customers.selectors.documents import DOCUMENT_SORTS, document_of, documents_of
from customers.selectors.staff_cards import customer_of, group_of
from customers.services import documents as services


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose documents a page is about, and the ways around it."""

    what: Customer | CustomerGroup
    card_url: str
    list_url: str
    new_url: str

    @property
    def name(self) -> str:
        return self.what.name

    @classmethod
    def of(cls, what: Customer | CustomerGroup) -> "Owner":
        kind = "customer" if isinstance(what, Customer) else "group"
        names = (f"{kind}-detail", f"{kind}-document-list", f"{kind}-document-new")
        return cls(what, *(reverse(f"staff:{name}", args=[what.pk]) for name in names))


def document_all(request: ShopRequest) -> HttpResponse:
    """Every document of every customer and group that this person sees."""
    found = listed(request, DOCUMENTS_LIST, actor=request.actor)
    context = listed_context(request, found)
    return render(request, "staff/documents/document_all.html", context)


def customer_document_list(request: ShopRequest, customer_id: int) -> HttpResponse:
    card = card_context(request, customer_id, "customer-document-list")
    return _list_page(request, card["customer"], card, "staff/customers/_card.html")


def group_document_list(request: ShopRequest, group_id: int) -> HttpResponse:
    card = group_context(request, group_id, "group-document-list")
    return _list_page(request, card["group"], card, "staff/groups/_card.html")


def _list_page(
    request: ShopRequest,
    what: Customer | CustomerGroup,
    card: dict[str, Any],
    card_template: str,
) -> HttpResponse:
    """Every document on one customer or group, hidden ones too: a tab of its card."""
    bar = filter_bar(request, ())
    page = keyset_page(
        documents_of(request.actor, what, text=bar.query),
        sorts=DOCUMENT_SORTS,
        sort=request.GET.get("sort", ""),
        cursor=request.GET.get("cursor"),
    )
    context = card | list_context(request, page, bar)
    context |= {"owner": Owner.of(what), "card_template": card_template}
    return render(request, "staff/documents/document_list.html", context)


def customer_document_new(request: ShopRequest, customer_id: int) -> HttpResponse:
    return _new_page(request, customer_of(request.actor, customer_id))


def group_document_new(request: ShopRequest, group_id: int) -> HttpResponse:
    return _new_page(request, group_of(request.actor, group_id))


def _new_page(request: ShopRequest, what: Customer | CustomerGroup) -> HttpResponse:
    """Takes a file; refused ones are answered beside the field."""
    owner = Owner.of(what)
    form = NewStaffDocumentForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            document = services.add_document(
                actor=request.actor, owner=what, file=form.chosen_file, details=form.details()
            )
        except FileRefused as refused:
            form.add_error("file", str(refused.reason))
        except CustomersRefused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("%(title)s is added.") % {"title": document.title})
            return redirect(owner.list_url)
    return render(request, "staff/documents/document_new.html", {"form": form, "owner": owner})


def document_edit(request: ShopRequest, document_id: int) -> HttpResponse:
    """Its title, who sees it, whether it is a routine; or away with it."""
    document = document_of(request.actor, document_id)
    owner = Owner.of(document.owner)
    removes = request.method == "POST" and "remove" in request.POST
    form = StaffDocumentForm(
        None if removes else posted(request), initial=StaffDocumentForm.initial_of(document)
    )
    try:
        if removes:
            services.delete_document(actor=request.actor, document_id=document.pk)
            messages.success(request, _("%(title)s is deleted.") % {"title": document.title})
            return redirect(owner.list_url)
        if request.method == "POST" and form.is_valid():
            changed = services.change_document(
                actor=request.actor, document_id=document.pk, details=form.details()
            )
            messages.success(request, _("%(title)s is saved.") % {"title": changed.title})
            return redirect(owner.list_url)
    except services.DocumentGone as gone:  # between our reading and our lock
        messages.error(request, str(gone.reason))
        return redirect(owner.list_url)
    context = {"form": form, "document": document, "owner": owner}
    return render(request, "staff/documents/document_edit.html", context)


def document_file(request: ShopRequest, document_id: int) -> FileResponse:
    """The file as it came."""
    document = document_of(request.actor, document_id)
    return attachment(
        document.file, file_name=document.file_name, content_type=document.content_type
    )
