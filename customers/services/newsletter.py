"""Choosing what one is mailed: asked for with an address, confirmed from its mailbox (K-04)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.mail import absolute_url, enqueue
from core.reasons import Refused
from core.turns import take_turns
from customers import newsletter_links
from customers.actors import ANONYMOUS, Actor
from customers.errors import CustomersRefused, LinkRefused
from customers.models import ConsentKind, ConsentSource, MailChoiceRequest, Origin, User
from customers.newsletter_links import Wish
from customers.selectors.shop import shop_settings
from customers.selectors.users import person_with_email
from customers.services.consents import choose_consents, withdraw_own, withdrawn_after
from customers.services.users import Person, new_account, valid_email

LINKS_AN_HOUR = 3  # to one address, which may be a stranger's
REQUESTS_AN_HOUR = 20  # from one IP address, which a whole office may share
_TURN = 4_287_007


@use_case("newsletter.ask")
def ask_for_link(*, actor: Actor, email: str, ip_address: str | None) -> bool:
    """Mails a link to choose with; the same for an address that we know and one that we do not.

    Nothing that the asker wrote is in the mail but the address, so that it carries no message.
    False when it is silently too many. Raises CustomersRefused for what is no address.
    """
    address = valid_email(email)
    take_turns(_TURN, about=address)
    since = timezone.now() - timedelta(hours=1)
    MailChoiceRequest.objects.filter(asked_at__lt=since).delete()
    lately = MailChoiceRequest.objects.filter(asked_at__gte=since)
    too_many = lately.filter(address=address.lower()).count() >= LINKS_AN_HOUR or (
        ip_address is not None and lately.filter(ip_address=ip_address).count() >= REQUESTS_AN_HOUR
    )
    if too_many:
        return False
    asked = MailChoiceRequest.objects.create(address=address.lower(), ip_address=ip_address)
    shop = shop_settings()
    person = person_with_email(address)
    path = reverse("shop:newsletter-link", args=[newsletter_links.token_for(address)])
    enqueue(
        event_key=f"mail-choice:{asked.pk}:{asked.asked_at.timestamp()}",
        template="newsletter/choose",
        context={"shop": shop, "link": absolute_url(path), "address": address},
        language=(person.language if person is not None else "") or shop.language,
        to_address=address,
        is_secret=True,
    )
    return True


def wish_of_link(token: str) -> Wish:
    """Whose mailbox answers; raises LinkRefused for a link that is too old or not ours."""
    wish = newsletter_links.read(token)
    if wish is None:
        raise LinkRefused
    return wish


@use_case("newsletter.choose")
def choose(
    *,
    actor: Actor = ANONYMOUS,
    wish: Wish,
    kinds: frozenset[ConsentKind],
    first_name: str = "",
    last_name: str = "",
) -> User | None:
    """What the mailbox says from now on: linked to its account, or to a new one without password.

    None when a stranger wants nothing: no account is made for that. Who is logged in does not
    matter, whoever holds the link reads the mailbox. Raises LinkRefused when something was taken
    back since the link was made, and CustomersRefused ("name_needed").
    """
    if not wish.is_open:
        raise LinkRefused
    person = person_with_email(wish.email)
    if person is None:
        if not kinds:
            return None
        person = _new_person(wish.email, first_name.strip(), last_name.strip())
    else:
        # Held, so that nothing is taken back between the look and the yes.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if withdrawn_after(person, wish.asked_at):
            raise LinkRefused
    choose_consents(
        actor=Actor(user=person), user=person, kinds=kinds, source=ConsentSource.MAILED_LINK
    )
    return person


@use_case("newsletter.stop")
def stop(*, actor: Actor = ANONYMOUS, token: str) -> ConsentKind:
    """What a mail's own link stops, at once and however often; raises LinkRefused."""
    kind, person = whom_to_stop(token)
    withdraw_own(actor=Actor(user=person), user=person, kind=kind, source=ConsentSource.MAILED_LINK)
    return kind


def whom_to_stop(token: str) -> tuple[ConsentKind, User]:
    """Whoever is logged in does not matter, as for `choose`. Raises LinkRefused."""
    said = newsletter_links.read_stop(token)
    person = User.objects.filter(pk=said[0]).first() if said else None
    if said is None or person is None:
        raise LinkRefused
    return said[1], person


def _new_person(email: str, first_name: str, last_name: str) -> User:
    if not first_name or not last_name:
        raise CustomersRefused(Refused(_("Write your first and last name."), "name_needed"))
    names = Person(first_name=first_name, last_name=last_name)
    return new_account(email=email, person=names, origin=Origin.SIGN_UP)
