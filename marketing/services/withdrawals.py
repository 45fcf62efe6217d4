"""A no by the link of a letter, which also says by which letter people left."""

from django.utils import timezone

from core.audit import use_case
from customers.actors import ANONYMOUS, Actor
from customers.models import ConsentKind, User
from customers.newsletter_links import Wish, letter_of_stop
from customers.services import newsletter
from marketing.models import CampaignRecipient
from marketing.services.bounces import mailbox_answers


@use_case("newsletter.stop")
def stop_by_link(*, actor: Actor = ANONYMOUS, token: str) -> ConsentKind:
    """Stops mail of the link's kind, at once and however often; raises LinkRefused."""
    kind = newsletter.stop(actor=actor, token=token)
    said = letter_of_stop(token)
    if said is not None:
        letters = CampaignRecipient.objects.filter(user=said[0], campaign=said[1])
        letters.filter(withdrew_at=None).update(withdrew_at=timezone.now())
    return kind


@use_case("newsletter.choose")
def choose_by_link(
    *,
    actor: Actor = ANONYMOUS,
    wish: Wish,
    kinds: frozenset[ConsentKind],
    first_name: str = "",
    last_name: str = "",
) -> User | None:
    """What the mailbox says from now on; that it answers shows that mail arrives there."""
    person = newsletter.choose(
        actor=actor, wish=wish, kinds=kinds, first_name=first_name, last_name=last_name
    )
    mailbox_answers(address=wish.email)
    return person
