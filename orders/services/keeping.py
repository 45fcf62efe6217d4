"""What wish lists and saved carts have in common: whose they are, their names, how many."""

from itertools import count

from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.reasons import Refused, Verdict, say
from customers.actors import Actor
from customers.models import User
from orders.errors import ListRefused
from orders.models import MOST_KEPT
from orders.quantities import MOST
from orders.querysets import SavedCartQuerySet, WishListQuerySet

LONGEST_NAME = 80


def require_kept(verdict: Verdict) -> None:
    """Raises ListRefused with the reason of a refusal."""
    if isinstance(verdict, Refused):
        raise ListRefused(verdict.reason, verdict.code)


def lock_keeper(actor: Actor) -> User:
    """Held while names are compared and lists counted: first the person, then list, then cart."""
    keeper: User = User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    return keeper


def free_name(
    own: WishListQuerySet | SavedCartQuerySet, name: str, *, but: int | None = None
) -> str:
    """The name as it is kept; the caller holds the keeper. Raises ListRefused: blank, or taken."""
    name = " ".join(name.split())
    if not name:
        raise ListRefused(_("Write a name."), code="name")
    if len(name) > LONGEST_NAME:
        reason = say(_("A name has at most %(most)s characters."), most=LONGEST_NAME)
        raise ListRefused(reason, code="name")
    same = own.annotate(folded=Lower("name")).filter(folded=Lower(Value(name)))
    if but is not None:
        same = same.exclude(pk=but)
    if same.exists():
        reason = say(_("You already have one with the name %(name)s."), name=name)
        raise ListRefused(reason, code="taken")
    return name


def free_numbered_name(own: WishListQuerySet | SavedCartQuerySet, name: str) -> str:
    """The name, or the first of 'name (2)', 'name (3)' … that is not taken. One query."""
    taken = {each.casefold() for each in own.values_list("name", flat=True)}
    names = (name if turn == 1 else f"{name} ({turn})" for turn in count(1))
    return next(each for each in names if each.casefold() not in taken)


def room_for_one_more(own: WishListQuerySet | SavedCartQuerySet) -> None:
    """The caller holds the keeper. Raises ListRefused."""
    if own.count() >= MOST_KEPT:
        reason = say(
            _("You already have %(most)s. Delete one that you no longer need."), most=MOST_KEPT
        )
        raise ListRefused(reason, code="many")


def sane_quantity(quantity: int) -> None:
    """Raises ListRefused."""
    if quantity < 1:
        raise ListRefused(_("Write how many, as a whole number from 1."), code="quantity")
    if quantity > MOST:
        reason = say(_("At most %(most)s of one item fit in a list."), most=MOST)
        raise ListRefused(reason, code="quantity")


def no_longer_there() -> ListRefused:
    return ListRefused(_("It is no longer there."), code="no-list")
