"""Which e-mail addresses mean a person: all that they have had, but for those of others now."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Lower

from core.history import events_of
from customers.models import User


def addresses_of(user: User) -> list[str]:
    """Every e-mail that the person has logged in with, in lower case. Two queries."""
    kept = events_of(User).filter(pgh_obj_id=user.pk).values_list("email", flat=True)
    return own_of({user.email, *kept.distinct()}, user)


def own_of(addresses: Iterable[str], user: User) -> list[str]:
    """Those that are not the log-in of somebody else by now, in lower case. One query."""
    had = {address.lower() for address in addresses if address}
    others = User.objects.exclude(pk=user.pk).annotate(key=Lower("email")).filter(key__in=had)
    return sorted(had - set(others.values_list("key", flat=True)))


def with_one_of(words: Iterable[str], lookup: str) -> Q:
    """Rows with one of the words there; none for no words."""
    found = Q(pk__in=[])
    for word in words:
        found |= Q(**{lookup: word})
    return found
