"""An application for a pricing tier from the applicant's side: sent in, confirmed, withdrawn.

Nothing here looks for the address or the company among those that the shop has, so that neither
the answer nor the statements tell whether they are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused, Text, say
from core.turns import take_turns
from core.uploads.errors import FileRefused
from core.uploads.judging import Judged, judge
from customers.actors import ANONYMOUS, Actor
from customers.errors import CustomersRefused, LinkRefused
from customers.extra_fields import Written
from customers.extra_fields import judge as judge_answers
from customers.models import PricingTier, ShopSettings
from customers.selectors.shop import shop_settings
from customers.services.users import valid_email
from marketing import application_links
from marketing.application_states import (
    TRANSITIONS,
    UNCONFIRMED_DAYS,
    WITHDRAWN_DAYS,
    ApplicationMoveKind,
    ApplicationState,
    may_move,
)
from marketing.errors import MarketingRefused
from marketing.models import (
    Application,
    ApplicationDocument,
    ApplicationMove,
    ApplicationRequest,
)
from marketing.selectors.wholesale import offer_now
from marketing.wholesale_rules import ADDRESS_FIELDS, MOST_DOCUMENTS, Offer

SENT_AN_HOUR = 3  # with one address, which may be a stranger's
REQUESTS_AN_HOUR = 20  # from one IP address, which a whole office may share
_TURN = 4_287_008


@dataclass(frozen=True, slots=True)
class ApplicationDetails:
    """What a company says of itself. `tier` None = "help me choose"."""

    company: str
    country: str
    first_name: str
    last_name: str
    email: str
    org_number: str = ""
    vat_number: str = ""
    website: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    words: str = ""
    tier: PricingTier | None = None


class ApplicationGone(MarketingRefused):
    """It was removed, or ran out."""

    def __init__(self) -> None:
        super().__init__(Refused(_("This application is no longer kept."), "gone"))


class FileOfApplicationRefused(FileRefused):
    """One of the files is not taken; the reason begins with its name."""

    def __init__(self, name: str, refused: FileRefused) -> None:
        told: Text = say("%(name)s: %(reason)s", name=name[:80], reason=refused.reason)
        super().__init__(told, refused.code)


@use_case("application.send")
def apply(
    *,
    actor: Actor,
    details: ApplicationDetails,
    written: Written,
    files: "Sequence[File[bytes]]",
    language: str,
    ip_address: str | None,
) -> bool:
    """Keeps it and mails the link that confirms it. False when it is silently too many.

    Raises MarketingRefused, whose code is the field, and FileOfApplicationRefused.
    """
    try:
        address = valid_email(details.email)
    except CustomersRefused as refused:
        raise MarketingRefused(Refused(refused.reason, "email")) from refused
    shop = shop_settings()
    offer = offer_now(shop)
    answers = _require_whole(offer, details, written, files)
    if _too_many(address.lower(), ip_address):
        return False
    judged = [_judged(file) for file in files]
    application = Application.objects.create(
        **{**_said(details), "tier": details.tier, "email": address},
        answers=answers,
        language=language,
    )
    _keep_files(application, judged)
    _told(application, ApplicationMoveKind.SENT)
    path = reverse("account:wholesale-link", args=[application_links.token_for(application.pk)])
    enqueue(
        event_key=f"application-{application.pk}-received",
        template="wholesale/received",
        context={
            "shop": shop,
            "application": application,
            "link": absolute_url(path),
            "days": UNCONFIRMED_DAYS,
        },
        language=language,
        to_address=address,
        is_secret=True,
    )
    return True


def application_of_link(token: str) -> int:
    """Which one the link is of; raises LinkRefused. Whether it is still kept is another matter."""
    found = application_links.read(token)
    if found is None:
        raise LinkRefused
    return found


@use_case("application.confirm")
def confirm(*, actor: Actor = ANONYMOUS, application_id: int) -> Application:
    """The mailbox has answered, so staff may. Pressed twice it is done once.

    Raises ApplicationGone, MarketingRefused.
    """
    application = locked(application_id)
    if application.state == ApplicationState.CONFIRMED:
        return application
    move(application, ApplicationMoveKind.CONFIRM)
    application.confirmed_at = timezone.now()
    application.save(update_fields=["state", "confirmed_at"])
    _told(application, ApplicationMoveKind.CONFIRM)
    _tell_shop(application, shop_settings())
    return application


@use_case("application.withdraw")
def withdraw(*, actor: Actor = ANONYMOUS, application_id: int) -> Application:
    """The applicant takes it back, for good. Raises ApplicationGone, MarketingRefused."""
    application = locked(application_id)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    move(application, ApplicationMoveKind.WITHDRAW)
    application.save(update_fields=["state"])
    _told(application, ApplicationMoveKind.WITHDRAW)
    return application


@use_case("application.expire")
def expire_applications() -> int:
    """Those that nobody confirmed, and those taken back, are kept no longer; how many went."""
    now = timezone.now()
    unconfirmed = Application.objects.filter(
        state=ApplicationState.PENDING, sent_at__lt=now - timedelta(days=UNCONFIRMED_DAYS)
    )
    lately = ApplicationMove.objects.filter(
        application=OuterRef("pk"),
        kind=ApplicationMoveKind.WITHDRAW,
        at__gte=now - timedelta(days=WITHDRAWN_DAYS),
    )
    withdrawn = Application.objects.filter(~Exists(lately), state=ApplicationState.WITHDRAWN)
    ids = [*unconfirmed.values_list("pk", flat=True), *withdrawn.values_list("pk", flat=True)]
    rows = Application.objects.select_for_update(skip_locked=True).filter(
        pk__in=ids, state__in=[ApplicationState.PENDING, ApplicationState.WITHDRAWN]
    )
    gone = list(rows.order_by("pk"))
    for application in gone:
        remove(application)
    ApplicationRequest.objects.filter(asked_at__lt=now - timedelta(hours=1)).delete()
    return len(gone)


def remove(application: Application) -> None:
    """The row, its history and its files; the files once that is certain."""
    for document in application.documents.all():
        transaction.on_commit(partial(document.file.delete, save=False), robust=True)
    application.delete()


def locked(application_id: int) -> Application:
    """The row under its lock; raises ApplicationGone."""
    rows = Application.objects.select_for_update(of=("self",))
    found: Application | None = rows.filter(pk=application_id).first()
    if found is None:
        raise ApplicationGone
    return found


def move(application: Application, kind: ApplicationMoveKind) -> None:
    """Sets the state by the table; the caller has the lock, saves and tells."""
    verdict = may_move(
        application.state, kind, decided_at=application.decided_at, now=timezone.now()
    )
    if isinstance(verdict, Refused):
        raise MarketingRefused(verdict)
    application.state = TRANSITIONS[ApplicationState(application.state), kind]


def _told(application: Application, kind: ApplicationMoveKind) -> None:
    ApplicationMove.objects.create(application=application, kind=kind)


def _tell_shop(application: Application, shop: ShopSettings) -> None:
    address = shop.order_email or shop.email
    if not address:
        return
    enqueue(
        event_key=f"application-{application.pk}-new",
        template="wholesale/new_application",
        context={
            "shop": shop,
            "application": application,
            "link": absolute_url(reverse("staff:application-detail", args=[application.pk])),
        },
        language=shop.language,
        to_address=address,
    )


def _require_whole(
    offer: Offer,
    details: ApplicationDetails,
    written: Written,
    files: "Sequence[File[bytes]]",
) -> list[dict[str, object]]:
    """The answers to the shop's own questions; nothing that is required is missing."""
    values = _said(details)
    for name in ("company", "country", "first_name", "last_name"):
        _require_filled(name, values[name])
    for name in ("org_number", "vat_number", "website", "phone", "words"):
        if offer.is_required(name):
            _require_filled(name, values[name])
    if offer.is_required("address"):
        for name in ADDRESS_FIELDS:
            _require_filled(name, values[name])
    offered = {tier.pk for tier in offer.tiers}
    if details.tier is None and not offer.may_leave_tier:
        raise MarketingRefused(Refused(_("Choose a tier."), "tier"))
    if details.tier is not None and details.tier.pk not in offered:
        raise MarketingRefused(Refused(_("This tier cannot be applied for now."), "tier"))
    if offer.is_required("documents") and not files:
        raise MarketingRefused(Refused(_("Send at least one document."), "documents"))
    if len(files) > MOST_DOCUMENTS:
        words = say(_("At most %(most)s documents."), most=MOST_DOCUMENTS)
        raise MarketingRefused(Refused(words, "documents"))
    judged = judge_answers(offer.questions, written)
    for key, reason in judged.problems.items():
        raise MarketingRefused(Refused(reason, f"extra-{key}"))
    return judged.answers


def _said(details: ApplicationDetails) -> dict[str, str]:
    """All but the tier, which is no text."""
    names = ApplicationDetails.__dataclass_fields__.keys() - {"tier"}
    return {name: getattr(details, name) for name in names}


def _require_filled(name: str, value: str) -> None:
    if not value.strip():
        raise MarketingRefused(Refused(_("Fill this in."), name))


def _too_many(address: str, ip_address: str | None) -> bool:
    """Whether this hour has had enough of the address, or of the place; else it is counted."""
    take_turns(_TURN, about=address)
    since = timezone.now() - timedelta(hours=1)
    ApplicationRequest.objects.filter(asked_at__lt=since).delete()
    lately = ApplicationRequest.objects.filter(asked_at__gte=since)
    if lately.filter(address=address).count() >= SENT_AN_HOUR or (
        ip_address is not None and lately.filter(ip_address=ip_address).count() >= REQUESTS_AN_HOUR
    ):
        return True
    ApplicationRequest.objects.create(address=address, ip_address=ip_address)
    return False


def _judged(file: "File[bytes]") -> Judged:
    try:
        return judge(file, most_bytes=settings.DOCUMENT_FILE_MAX_BYTES)
    except FileRefused as refused:
        raise FileOfApplicationRefused(str(file.name or ""), refused) from refused


def _keep_files(application: Application, judged: Sequence[Judged]) -> None:
    """All or none: what was written goes again when a later one, or its row, fails."""
    kept: list[ApplicationDocument] = []
    try:
        for each in judged:
            document = ApplicationDocument(
                application=application,
                file_name=str(each.name),
                size=each.size,
                content_type=each.content_type,
                sha256=each.sha256,
            )
            document.file.save("", ContentFile(each.content), save=False)
            kept.append(document)
        ApplicationDocument.objects.bulk_create(kept)
    except Exception:
        for document in kept:
            document.file.delete(save=False)
        raise
