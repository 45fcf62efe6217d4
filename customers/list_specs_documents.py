"""The list of all documents, as data (core/list_specs.py)."""

from django.utils.translation import gettext_lazy as _

from core.list_specs import Column, ListSpec
from core.lists import AnyFilter, Asked, Filter
from customers.access import Perm
from customers.actors import Actor
from customers.querysets import DocumentQuerySet
from customers.selectors.documents import DOCUMENT_SORTS, all_documents

_FILTERS: tuple[AnyFilter, ...] = (
    Filter("shown", _("Shown to"), (("customer", _("Customer")), ("staff", _("Staff only")))),
    Filter("routine", _("Special order routine"), (("yes", _("Special order routine")),)),
    Filter("source", _("Added by"), (("shop", _("The shop")), ("organisation", _("Organisation")))),
)


def _found(actor: Actor, asked: Asked) -> DocumentQuerySet:
    return all_documents(
        actor,
        text=asked.get("q", ""),
        shown=asked.get("shown", ""),
        routine=asked.get("routine", ""),
        source=asked.get("source", ""),
    )


DOCUMENTS_LIST = ListSpec(
    name="documents",
    label=_("Documents"),
    sorts=DOCUMENT_SORTS,
    columns=(
        Column("title", _("Title"), sort="title", is_fixed=True),
        Column("owner", _("Customer or group")),
        Column("kind", _("Kind")),
        Column("size", _("Size"), sort="size", is_number=True),
        Column("shown", _("Shown to")),
        Column("uploaded", _("Uploaded"), sort="uploaded"),
    ),
    filters=lambda _actor: _FILTERS,
    found=_found,
    perm_to_share=Perm.STAFF_VIEW_SHARE,
)
