"""The actor of a job: whoever asked for it, read afresh when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import translation

from customers.actors import ANONYMOUS, Actor
from customers.models import Membership, User
from customers.selectors.shop import shop_settings


def actor_with_ids(user_id: int | None, acted_by_id: int | None) -> Actor:
    """Without a membership; the inactive and the erased are nobody. Two queries at most."""
    users = User.objects.active().in_bulk([pk for pk in (user_id, acted_by_id) if pk])
    user = users.get(user_id) if user_id else None
    if user is None or (acted_by_id and acted_by_id not in users):
        return ANONYMOUS
    return Actor(user=user, acted_by=users.get(acted_by_id) if acted_by_id else None)


def as_of_now(actor: Actor) -> Actor:
    """The actor with the membership as it is in the database, None once it has ended.

    For a service that has waited for a lock since the request began. One query.
    """
    if actor.membership is None:
        return actor
    memberships = Membership.objects.active().with_people()
    return replace(actor, membership=memberships.filter(pk=actor.membership.pk).first())


@contextmanager
def language_of(actor: Actor) -> Iterator[None]:
    """The language in which the person at the keys reads the result."""
    person = actor.real_user
    with translation.override((person.language if person else "") or shop_settings().language):
        yield
