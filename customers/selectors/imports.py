"""Whose an import is, and who asks for a step of it when the worker gets to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from core.models import ImportJob, ImportRow
from customers.actors import Actor
from customers.models import Customer, Membership
from customers.selectors.actors import actor_with_ids, language_of


def scope_of(actor: Actor) -> str:
    """The organisation whose imports a group administrator sees; "" without one.

    The customer's main group must be loaded, as it is on an actor's membership.
    """
    customer: Customer | None = actor.customer
    if customer is None:
        return ""
    if customer.main_group.is_organisation:
        return f"group {customer.main_group_id}"
    return f"customer {customer.pk}"


def own_scope_of(actor: Actor) -> str:
    """The scope of a list that is the person's own, at the customer they stand at now."""
    return f"membership {actor.membership.pk}" if actor.membership else ""


@contextmanager
def import_doer(user_id: int | None, acted_by_id: int | None, scope: str) -> Iterator[Actor]:
    """Whoever asked, as they are now, in their language: a `core.imports.tasks.AsDoer`.

    Inside an organisation's import, by the administrator's membership there; a person's own list
    is made by the membership that they asked with.
    """
    actor = actor_with_ids(user_id, acted_by_id)
    if scope and actor.user is not None:
        actor = replace(actor, membership=_membership_within(actor.user.pk, scope))
    with language_of(actor):
        yield actor


def _membership_within(user_id: int, scope: str) -> Membership | None:
    kind, _space, pk = scope.partition(" ")
    if kind == "membership":
        asked_with = Membership.objects.filter(pk=int(pk), user=user_id)
        mine: Membership | None = asked_with.active().with_people().first()
        return mine
    inside = (
        Membership.objects.filter(customer__main_group=int(pk))
        if kind == "group"
        else Membership.objects.filter(customer=int(pk))
    )
    own = inside.filter(user=user_id, is_group_admin=True)
    found: Membership | None = own.active().with_people().order_by("id").first()
    return found


def activations_of(job: ImportJob) -> int:
    """How many people an applied import of users had a link mailed to. One query."""
    rows = ImportRow.objects.filter(job=job, action__in=("create", "update"))
    told = rows.filter(content__d__has_key="activate")
    return told.values("content__d__activate").distinct().count()
