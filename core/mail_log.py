"""The mail log: what was written, what became of it, and sending a failed one again."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import Doer, use_case
from core.models import EmailState, OutgoingEmail
from core.reasons import ALLOWED, Refused, Verdict

COUNTED_AT_MOST = 1000


class MailRefused(Exception):
    """The mail is not sent again; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def mails(*, text: str = "", state: str = "") -> QuerySet[OutgoingEmail]:
    """Every mail without its bodies, by part of address or subject, and state."""
    found = OutgoingEmail.objects.defer("body_text", "body_html")
    for word in text.split()[:5]:
        found = found.filter(Q(to_address__icontains=word) | Q(subject__icontains=word))
    return found.filter(state=state) if state in EmailState.values else found


def mail_of(mail_id: int) -> OutgoingEmail:
    """One mail, or Http404."""
    mail = OutgoingEmail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    return mail


def mails_about(key: str, *, at_most: int = 30) -> Sequence[OutgoingEmail]:
    """The mails of the events whose key begins so ('order-104881-'), oldest first. One query."""
    found = OutgoingEmail.objects.filter(event_key__startswith=key)
    return list(found.defer("body_text", "body_html").order_by("created_at", "id")[:at_most])


def may_send_again(mail: OutgoingEmail) -> Verdict:
    """Only a mail that was given up: a waiting one goes by itself, and nobody gets one twice.

    One whose link was wiped is written anew, from the person's card.
    """
    if mail.state == EmailState.FAILED and mail.is_secret and not mail.body_text:
        return Refused(
            reason=_("This mail held a link that is too old now. Send a new one."), code="wiped"
        )
    if mail.state == EmailState.FAILED and mail.unsubscribe_url:
        return Refused(
            reason=_("What the reader can stop is not sent again by hand: they may have."),
            code="letter",
        )
    if mail.state == EmailState.FAILED:
        return ALLOWED
    return Refused(reason=_("Only a mail that could not be sent is sent again."), code="not-failed")


@use_case("mail.send-again")
def send_again(*, actor: Doer, mail_id: int) -> OutgoingEmail:
    """Puts a failed mail back in the queue, with the same Message-ID and a fresh count of tries."""
    mail = OutgoingEmail.objects.select_for_update().get(pk=mail_id)
    verdict = may_send_again(mail)
    if isinstance(verdict, Refused):
        raise MailRefused(verdict)
    mail.state = EmailState.WAITING
    mail.attempts = 0
    mail.next_attempt_at = timezone.now()
    mail.save(update_fields=["state", "attempts", "next_attempt_at"])
    return mail


def mails_to(people: QuerySet[Any]) -> QuerySet[OutgoingEmail]:
    """What was written to these people (their ids), without its bodies, for a page of it."""
    return OutgoingEmail.objects.defer("body_text", "body_html").filter(to_user__in=people)
