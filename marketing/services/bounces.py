"""Mail that came back: noted once, and the address left alone until somebody clears it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.models import EmailState, OutgoingEmail
from core.reasons import Refused
from customers.access import Perm
from customers.actors import SYSTEM, Actor
from customers.errors import NotPermitted, require
from customers.models import User
from customers.newsletter_links import letter_of_stop
from customers.policies import NO_RIGHT, may_change_person
from marketing.bounce_reports import Report, is_hard, read_report
from marketing.errors import MarketingRefused
from marketing.models import (
    Bounce,
    BounceKind,
    BounceWay,
    BouncingAddress,
    CampaignRecipient,
    LetterState,
)

SOFT_UNTIL_MARKED = 3
SOFT_WITHIN = timedelta(days=30)
_AT_ONCE = 200


@dataclass(slots=True)
class ReadBounces:
    """What was in what the mail server handed us."""

    hard: int = 0
    soft: int = 0
    known: int = 0  # read before
    unknown: int = 0  # a report, but of no mail of ours
    others: int = 0  # no report of a failure

    def __str__(self) -> str:
        return (
            f"hard={self.hard} soft={self.soft} known={self.known}"
            f" unknown={self.unknown} others={self.others}"
        )


def read_bounces(messages: Iterable[bytes], *, actor: Actor = SYSTEM) -> ReadBounces:
    """Each message in a transaction of its own; nothing in one can stop the next."""
    counts = ReadBounces()
    for raw in messages:
        report = read_report(raw)
        if report is None:
            counts.others += 1
            continue
        mail = _mail_of(report)
        if mail is None:
            counts.unknown += 1
        elif not note_report(actor=actor, report=report, mail=mail):
            counts.known += 1
        elif report.is_hard:
            counts.hard += 1
        else:
            counts.soft += 1
    return counts


def _mail_of(report: Report) -> OutgoingEmail | None:
    """By our own number of it, else by the link in it, which nobody else can sign."""
    mails = OutgoingEmail.objects.defer("body_text", "body_html")
    found = mails.filter(message_id__in=report.ids).order_by("id").first()
    if found is not None:
        return found
    for token in report.stops:
        said = letter_of_stop(token)
        if said is not None:
            letter = CampaignRecipient.objects.filter(user=said[0], campaign=said[1])
            return mails.filter(letter__in=letter).first()
    return None


@use_case("bounce.note")
def note_report(*, actor: Actor = SYSTEM, report: Report, mail: OutgoingEmail) -> bool:
    """False when this very report, or one on this very mail, was noted before."""
    if Bounce.objects.filter(mail=mail, way=BounceWay.REPORT).exists():
        return False
    return _note(
        mail,
        key=report.key,
        way=BounceWay.REPORT,
        is_hard=report.is_hard,
        status=report.status,
        said=report.said,
    )


@use_case("bounce.refusals")
def note_refusals(*, actor: Actor = SYSTEM) -> int:
    """What mail servers refused for good while we sent. One query when there is nothing new."""
    mails = OutgoingEmail.objects.defer("body_text", "body_html").filter(
        state=EmailState.FAILED, refused_with__gt="", bounces=None
    )
    refused = list(mails.order_by("id")[:_AT_ONCE])
    for mail in refused:
        status = mail.refused_with.split()[-1]
        _note(
            mail,
            key=f"refused-{mail.pk}-{mail.attempts}",
            way=BounceWay.REFUSED,
            is_hard=is_hard(status) and is_hard(mail.refused_with),
            status=status,
            said=mail.last_error[:300],
        )
    return len(refused)


def _note(
    mail: OutgoingEmail, *, key: str, way: BounceWay, is_hard: bool, status: str, said: str
) -> bool:
    address = mail.to_address.lower()
    try:
        with transaction.atomic():
            Bounce.objects.create(
                key=key,
                user_id=mail.to_user_id,
                mail=mail,
                address=address,
                kind=BounceKind.HARD if is_hard else BounceKind.SOFT,
                way=way,
                status=status[:20],
                said=said.replace("\x00", "")[:300],
            )
    except IntegrityError:
        return False
    letters = CampaignRecipient.objects.filter(mail=mail)
    letters.filter(state__in=[LetterState.QUEUED, LetterState.SENT, LetterState.FAILED]).update(
        state=LetterState.BOUNCED
    )
    if is_hard or _soft_lately(address) >= SOFT_UNTIL_MARKED:
        BouncingAddress.objects.bulk_create(
            [
                BouncingAddress(
                    address=address,
                    user_id=mail.to_user_id,
                    status=status[:20],
                    said=said.replace("\x00", "")[:300],
                )
            ],
            ignore_conflicts=True,
        )
    return True


def _soft_lately(address: str) -> int:
    """Since it was cleared last, within thirty days."""
    since = timezone.now() - SOFT_WITHIN
    cleared = BouncingAddress.objects.filter(address=address, cleared_at__isnull=False)
    last = cleared.order_by("-cleared_at").values_list("cleared_at", flat=True).first()
    recent = Bounce.objects.filter(
        address=address, kind=BounceKind.SOFT, happened_at__gt=max(since, last or since)
    )
    return recent.count()


@use_case("bounce.clear")
def clear_address(*, actor: Actor, user_id: int) -> None:
    """Staff let newsletters go to the person's address again. MarketingRefused ("not_marked")."""
    person = User.objects.visible_to(actor).filter(pk=user_id).first()
    if person is None or not actor.has(Perm.STAFF_USER_CHANGE):
        raise NotPermitted(NO_RIGHT)
    require(may_change_person(actor, person))
    if not _clear(person.email, by=actor.user_id):
        raise MarketingRefused(Refused(_("Nothing came back from this address."), "not_marked"))


def mailbox_answers(*, address: str) -> None:
    """Somebody has followed a link that was mailed there: the address works again."""
    _clear(address, by=None)


def _clear(address: str, *, by: int | None) -> int:
    marked = BouncingAddress.objects.filter(address=address.lower(), cleared_at__isnull=True)
    return marked.update(cleared_at=timezone.now(), cleared_by=by)
