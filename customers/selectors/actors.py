"""The actor of a job: whoever asked for it, read afresh when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.utils import translation

from customers.actors import ANONYMOUS, Actor
from customers.models import Membership, User
from customers.selectors.shop import shop_settings
from customers.selectors.staff_teams import sight_columns


def actor_with_ids(user_id: int | None, acted_by_id: int | None) -> Actor:
    """Without a membership; the inactive and the erased are nobody. Two queries at most."""
    users = User.objects.active().in_bulk([pk for pk in (user_id, acted_by_id) if pk])
    user = users.get(user_id) if user_id else None
    if user is None or (acted_by_id and acted_by_id not in users):
        return ANONYMOUS
    return Actor(user=user, acted_by=users.get(acted_by_id) if acted_by_id else None)


def as_of_now(actor: Actor) -> Actor:
    """The actor with the membership as it is in the database, None once it has ended; staff with
    the role and the sales teams that they have now, nobody once they are inactive.

    For a service that has waited for a lock since the request began. One query for each of the two.
    """
    user = actor.user
    if user is not None and user.staff_role:
        user = User.objects.active().annotate(**sight_columns()).filter(pk=user.pk).first()
        if user is None:
            return ANONYMOUS
    if actor.membership is None:
        return replace(actor, user=user)
    memberships = Membership.objects.active().with_people()
    now = memberships.filter(pk=actor.membership.pk).first()
    return replace(actor, user=user, membership=now)


@contextmanager
def language_of(actor: Actor) -> Iterator[None]:
    """The language in which the person at the keys reads the result."""
    person = actor.real_user
    with translation.override((person.language if person else "") or shop_settings().language):
        yield
