"""Taking back what was just done: a button beside the words that say it is done.

    offer_undo(request, _("Jonas Berg is inactive."), Undo("user-active", {"user_id": 7}), actor=…)

The message carries a ticket, signed and bound to the person at the keys, good for ten minutes. A
face keeps what each kind of undo calls: a service that compares and sets, and refuses when the
state is no longer as it was left.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.audit import Doer
from core.reasons import Refused, Text

GOOD_FOR_SECONDS = 600
TAG = "undo:"
_signer = TimestampSigner(salt="core.undo", sep="~")

Field = int | str | bool | None


@dataclass(frozen=True)
class Undo:
    """What a press on the button does: a kind that the face knows, and what it needs to know."""

    what: str
    fields: Mapping[str, Field]


class UndoRefused(Exception):
    """Nothing is taken back; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def ticket_of(undo: Undo, *, actor: Doer) -> str:
    """Safe in an address. `actor` is whoever did what may be undone."""
    return _signer.sign_object([_person(actor), undo.what, dict(undo.fields)])


def offer_undo(request: HttpRequest, text: Text, undo: Undo, *, actor: Doer) -> None:
    """Says `text` on the next page, with a button that takes it back."""
    messages.success(request, str(text), extra_tags=TAG + ticket_of(undo, actor=actor))


def read_ticket(ticket: str, *, actor: Doer) -> Undo:
    """UndoRefused for a ticket that is too old, damaged, or somebody else's."""
    try:
        person, what, fields = _signer.unsign_object(ticket, max_age=GOOD_FOR_SECONDS)
    except SignatureExpired:
        late = _("It is too late to undo this here. Change it on its page.")
        raise UndoRefused(Refused(late, "too_late")) from None
    except (BadSignature, ValueError):
        raise UndoRefused(_UNKNOWN) from None
    if person != _person(actor):
        raise UndoRefused(_UNKNOWN)
    return Undo(what, fields)


_UNKNOWN = Refused(_("There is nothing to undo here."), "unknown")


def _person(actor: Doer) -> list[int | None]:
    return [actor.user_id, actor.acted_by_id]


def ticket_in(tags: str) -> str:
    """The ticket that a message carries among its tags, or ""."""
    return next((tag.removeprefix(TAG) for tag in tags.split() if tag.startswith(TAG)), "")
