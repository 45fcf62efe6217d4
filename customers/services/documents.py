"""Documents of customers and groups: added, renamed, shown or hidden, deleted."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from core.uploads.judging import judge
from core.uploads.names import clean_text
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.models import Customer, CustomerGroup, Document
from customers.policies import may_add_document, may_change_document
from customers.selectors.actors import as_of_now

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What is said of a document. A blank title is the file's name.

    Only staff decide the last two: what an organisation adds itself its people see.
    """

    title: str = ""
    is_visible_to_customer: bool = False
    is_special_routine: bool = False


class OwnerGone(CustomersRefused):
    """Somebody else has removed the customer or group."""

    def __init__(self) -> None:
        super().__init__(Refused(_("This customer or group has been removed."), "owner_gone"))


class DocumentGone(CustomersRefused):
    """Somebody else has deleted it."""

    def __init__(self) -> None:
        super().__init__(Refused(_("This document has been deleted."), "gone"))


@use_case("document.add")
def add_document(
    *,
    actor: Actor,
    owner: Customer | CustomerGroup,
    file: "File[bytes]",
    details: DocumentDetails,
) -> Document:
    """Keeps the file on a customer or a group. Raises FileRefused, NotPermitted, OwnerGone.

    `owner` that is a customer has its main group loaded.
    """
    require(may_add_document(actor, owner))
    judged = judge(file, most_bytes=settings.DOCUMENT_FILE_MAX_BYTES)
    owners = type(owner)._default_manager.select_for_update(no_key=True)
    held = owners.filter(pk=owner.pk).first()
    if held is None:
        raise OwnerGone
    require(may_add_document(as_of_now(actor), held))
    is_staff = actor.has(Perm.STAFF_CUSTOMER_CHANGE)
    document = Document(
        customer=owner if isinstance(owner, Customer) else None,
        group=owner if isinstance(owner, CustomerGroup) else None,
        title=_title(details.title) or judged.name.stem,
        file_name=str(judged.name),
        size=judged.size,
        content_type=judged.content_type,
        sha256=judged.sha256,
        is_visible_to_customer=details.is_visible_to_customer or not is_staff,
        is_special_routine=details.is_special_routine and is_staff,
        is_from_shop=is_staff,
        uploaded_by_id=actor.user_id,
    )
    document.file.save("", ContentFile(judged.content), save=False)
    try:
        with transaction.atomic():
            document.save()
    except Exception:
        document.file.delete(save=False)  # no row names it
        raise
    return document


@use_case("document.change")
def change_document(*, actor: Actor, document_id: int, details: DocumentDetails) -> Document:
    """Another title; from staff also who sees it, and whether it is a special order routine."""
    document = _locked(document_id)
    require(may_change_document(as_of_now(actor), document))
    document.title = _title(details.title) or document.title
    if actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        document.is_visible_to_customer = details.is_visible_to_customer
        document.is_special_routine = details.is_special_routine
    document.save(update_fields=["title", "is_visible_to_customer", "is_special_routine"])
    return document


@use_case("document.delete")
def delete_document(*, actor: Actor, document_id: int) -> Document:
    """The row goes now, with who did it in the history; the file once that is certain."""
    document = _locked(document_id)
    require(may_change_document(as_of_now(actor), document))
    document.delete()
    # A storage that does not answer leaves a file that nothing names, never a row without one.
    transaction.on_commit(partial(document.file.delete, save=False), robust=True)
    return document


def _locked(document_id: int) -> Document:
    rows = Document.objects.select_for_update(of=("self",))
    found = rows.select_related("customer__main_group", "group").filter(pk=document_id).first()
    if found is None:
        raise DocumentGone
    return found


def _title(text: str) -> str:
    return clean_text(text)[:LONGEST_TITLE].strip()
