"""Yes and no to being mailed. The person gives; the person or the shop takes back (C10).

A yes keeps the words that it was given to, in the language in which they were read.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import enqueue
from core.reasons import Refused, Text, say
from core.undo import GOOD_FOR_SECONDS
from customers.access import Perm
from customers.actors import Actor
from customers.consent_words import WORDING
from customers.errors import CustomersRefused, NotPermitted, ToggledMeanwhile, require
from customers.models import Consent, ConsentKind, ConsentSource, User
from customers.newsletter_links import stop_link
from customers.policies import NO_RIGHT, may_set_active
from customers.selectors.shop import shop_settings

SHORTEST_HOW = 5  # letters: "yes" says nothing of how it was told


@use_case("consent.choose")
def choose_consents(
    *, actor: Actor, user: User, kinds: frozenset[ConsentKind], source: ConsentSource
) -> None:
    """Exactly these from now on, as the person themselves said. What stands keeps its date."""
    if source == ConsentSource.STAFF or actor.is_acting or actor.user_id not in (None, user.pk):
        raise NotPermitted(NO_RIGHT)
    _lock(user.pk)
    standing = {consent.kind: consent for consent in _in_force(user.pk)}
    for kind in ConsentKind:
        consent = standing.get(kind)
        if kind in kinds and consent is None:
            Consent.objects.create(
                user=user, kind=kind, given_source=source, wording=str(WORDING[kind])
            )
        elif kind not in kinds and consent is not None:
            _end(consent, source=source, by=user.pk)


@use_case("consent.withdraw_for")
def withdraw_for(*, actor: Actor, user_id: int, kind: ConsentKind) -> Consent:
    """The shop's staff take a yes back, as a list shows it. Raises ToggledMeanwhile if it is gone.

    The other way there is `record_told`: nobody says yes for somebody else by a click.
    """
    user = _lock(user_id)
    _require_staff(actor, user)
    consent = _in_force(user.pk).filter(kind=kind).first()
    if consent is None:
        raise ToggledMeanwhile(_gone(user, kind))
    _end(consent, source=ConsentSource.STAFF, by=actor.user_id)
    return consent


@use_case("consent.record_told")
def record_told(*, actor: Actor, user_id: int, kind: ConsentKind, told_how: str) -> Consent:
    """Staff write down a yes that the person said to them, and how; the person gets a mail of it.

    Raises CustomersRefused ("told_how", "inactive") and ToggledMeanwhile where it stands already.
    """
    user = _lock(user_id)
    _require_staff(actor, user)
    if actor.is_acting:
        raise NotPermitted(NO_RIGHT)
    if not user.is_active:
        raise CustomersRefused(Refused(_("An inactive person is mailed nothing."), "inactive"))
    how = " ".join(told_how.split())
    if len(how) < SHORTEST_HOW:
        raise CustomersRefused(Refused(_("Write how the person said yes, and when."), "told_how"))
    if _in_force(user.pk).filter(kind=kind).exists():
        raise ToggledMeanwhile(
            say(_("%(name)s has already said yes. Nothing was changed."), name=user.full_name)
        )
    consent = Consent.objects.create(
        user=user,
        kind=kind,
        given_source=ConsentSource.STAFF,
        wording=str(WORDING[kind]),
        told_how=how,
        recorded_by=actor.user,
    )
    _tell_recorded(consent)
    return consent


@use_case("consent.withdraw_own")
def withdraw_own(
    *, actor: Actor, user: User, kind: ConsentKind, source: ConsentSource
) -> Consent | None:
    """The person's own no, always heard; None when there was no yes."""
    if actor.user_id != user.pk or actor.is_acting or source == ConsentSource.STAFF:
        raise NotPermitted(NO_RIGHT)
    _lock(user.pk)
    consent = _in_force(user.pk).filter(kind=kind).first()
    if consent is not None:
        _end(consent, source=source, by=user.pk)
    return consent


def _tell_recorded(consent: Consent) -> None:
    """Never silently: whoever did not say so stops it with one press."""
    shop = shop_settings()
    stop = stop_link(consent.user_id, ConsentKind(consent.kind))
    enqueue(
        event_key=f"consent-told:{consent.pk}",
        template="newsletter/recorded",
        context={
            "shop": shop,
            "consent": consent,
            "wording": WORDING[ConsentKind(consent.kind)],  # in the reader's language
            "stop_link": stop,
        },
        language=shop.language,
        to=consent.user,
        unsubscribe_url=stop,
    )


@use_case("consent.undo_withdrawal")
def undo_withdrawal(*, actor: Actor, consent_id: int) -> Consent:
    """Takes one's own slip of the finger back: the same yes as before, with its own date.

    Only for whoever withdrew it, within the time of an undo, while nothing was said since.
    """
    owner = Consent.objects.filter(pk=consent_id).values_list("user_id", flat=True).first()
    user = _lock(owner) if owner is not None else None
    if user is None:
        raise CustomersRefused(Refused(_("There is nothing to undo here."), "unknown"))
    _require_staff(actor, user)
    consent = Consent.objects.get(pk=consent_id)
    since = timezone.now() - timedelta(seconds=GOOD_FOR_SECONDS)
    own = consent.withdrawn_source == ConsentSource.STAFF and (
        consent.withdrawn_by_id == actor.user_id
    )
    said_since = Consent.objects.filter(
        user=user, kind=consent.kind, given_at__gt=consent.given_at
    ).exists()
    if not own or said_since or consent.withdrawn_at is None or consent.withdrawn_at < since:
        raise ToggledMeanwhile(
            say(_("%(name)s has said something else since. It stays so."), name=user.full_name)
        )
    consent.withdrawn_at = None
    consent.withdrawn_source = ""
    consent.withdrawn_by = None
    consent.save(update_fields=["withdrawn_at", "withdrawn_source", "withdrawn_by"])
    return consent


def withdrawn_after(user: User, moment: datetime) -> bool:
    """Whether the person, or the shop, has taken anything back since then. One query."""
    return Consent.objects.filter(user=user, withdrawn_at__gt=moment).exists()


def _require_staff(actor: Actor, user: User) -> None:
    """As for making somebody inactive: staff's own people are for staff administrators."""
    seen = User.objects.visible_to(actor).filter(pk=user.pk)
    if not actor.has(Perm.STAFF_USER_CHANGE) or not seen.exists():
        raise NotPermitted(NO_RIGHT)
    if actor.user_id != user.pk:
        require(may_set_active(actor, user))


def _end(consent: Consent, *, source: ConsentSource, by: int | None) -> None:
    consent.withdrawn_at = timezone.now()
    consent.withdrawn_source = source
    consent.withdrawn_by_id = by
    consent.save(update_fields=["withdrawn_at", "withdrawn_source", "withdrawn_by"])


def _gone(user: User, kind: ConsentKind) -> Text:
    last = Consent.objects.filter(user=user, kind=kind).select_related("withdrawn_by").first()
    if last is None or last.withdrawn_by is None:
        return say(_("%(name)s gets none. Nothing was changed."), name=user.full_name)
    return say(
        _("%(who)s has already taken %(name)s off it. Nothing was changed."),
        who=last.withdrawn_by.full_name,
        name=user.full_name,
    )


def _in_force(user_id: int) -> QuerySet[Consent]:
    return Consent.objects.filter(user=user_id, withdrawn_at=None)


def _lock(user_id: int) -> User:
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user_id)
    return locked
