"""A visit: which customer one shops for, and being logged in as somebody else (N-30, A-44)."""

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from hijack.views import get_used_backend, keep_session_age

from core.audit import use_case
from core.reasons import ALLOWED, Refused, Verdict
from customers.acting import acts_as_staff, may_act_as
from customers.actors import Actor
from customers.errors import require
from customers.middleware import (
    ACTING_BY_KEY,
    HIJACK_HASH_KEY,
    HIJACK_KEY,
    MEMBERSHIP_KEY,
    SECOND_FACTOR_KEY,
    actor_of,
)
from customers.models import ActingVisit, Membership, User
from customers.selectors.sessions import BROWSER_KEY, SINCE_KEY
from customers.selectors.visits import memberships_of

VISIT_KEY = "acting_visit_id"
# Of the person at the keys, who stays the same.
_KEPT = (SECOND_FACTOR_KEY, SINCE_KEY, BROWSER_KEY)


def choose_membership(
    request: HttpRequest, *, actor: Actor, membership_id: int
) -> Membership | None:
    """Makes one of one's own memberships in force the current one; None if it is not one's own.

    Who acts as somebody stays at the customer that the visit was opened and written down for.
    """
    if actor.user is None:
        return None
    if actor.is_acting:
        current = actor.membership
        return current if current is not None and current.pk == membership_id else None
    for membership in memberships_of(actor.user):
        if membership.pk == membership_id:
            request.session[MEMBERSHIP_KEY] = membership.pk
            return membership
    return None


def start_acting(request: HttpRequest, *, actor: Actor, membership: Membership) -> ActingVisit:
    """Logs the person at the keys in as `membership`, with both names kept. Raises NotPermitted.

    Staff do it by their role, an administrator by the current membership; nobody who already acts.
    The session keeps its age, the other person's last log-in is untouched, and the cart and
    choices of one's own visit stay behind. `membership` has user and customer loaded.
    """
    doer = actor.real_user
    if doer is None:
        raise ValueError("Nobody is logged in.")
    require(
        _is_nobody_else(actor),
        may_act_as(doer=doer, membership=membership, by=actor.membership),
    )
    visit = open_visit(actor=Actor(user=doer), doer=doer, membership=membership)
    _become(request, membership.user)
    if actor.membership is not None and not acts_as_staff(doer):
        request.session[ACTING_BY_KEY] = actor.membership.pk
    request.session[HIJACK_KEY] = [str(doer.pk)]
    request.session[HIJACK_HASH_KEY] = doer.get_session_auth_hash()
    request.session[MEMBERSHIP_KEY] = membership.pk
    request.session[VISIT_KEY] = visit.pk
    return visit


def _is_nobody_else(actor: Actor) -> Verdict:
    if actor.is_acting:
        return Refused(_("Leave the one you act as first."), "nested")
    return ALLOWED


def stop_acting(request: HttpRequest, *, actor: Actor) -> ActingVisit | None:
    """Back to oneself; None when nobody acted."""
    if actor.acted_by is None:
        return None
    visit = close_visit(actor=actor, visit_id=request.session.get(VISIT_KEY))
    own = request.session.get(ACTING_BY_KEY)
    _become(request, actor.acted_by)
    for key in (HIJACK_KEY, HIJACK_HASH_KEY, ACTING_BY_KEY, MEMBERSHIP_KEY, VISIT_KEY):
        request.session.pop(key, None)
    if own is not None:
        request.session[MEMBERSHIP_KEY] = own  # back to the customer that one came from
    return visit


def end_acting(request: HttpRequest, *, actor: Actor) -> None:
    """Writes down that the visit is over, for one who logs out of it altogether."""
    close_visit(actor=actor, visit_id=request.session.get(VISIT_KEY))


def refresh_actor(request: HttpRequest) -> Actor:
    """The actor after a log-in, or a change of one's own, for the rest of the request."""
    if isinstance(request.user, User):
        request.user.visit_seats = None  # read before the change
    actor = actor_of(request)
    request.actor = actor  # type: ignore[attr-defined]
    return actor


@use_case("acting.start")
def open_visit(*, actor: Actor, doer: User, membership: Membership) -> ActingVisit:
    """The row that says who went in as whom, and when."""
    return ActingVisit.objects.create(doer=doer, membership=membership)


@use_case("acting.end")
def close_visit(*, actor: Actor, visit_id: int | None) -> ActingVisit | None:
    visit: ActingVisit | None = None
    if visit_id is not None:
        visit = ActingVisit.objects.filter(pk=visit_id, doer=actor.acted_by).first()
    if visit is not None and visit.ended_at is None:
        visit.ended_at = timezone.now()
        visit.save(update_fields=["ended_at"])
    return visit


def _become(request: HttpRequest, user: User) -> None:
    """The log-in itself, with hijack's care: the session's age and the last log-in stay.

    The moment of the last log-in is put back rather than its signal cut, which would be cut for
    everybody who logs in at the same time in this process.
    """
    backend = get_used_backend(request)
    name = f"{backend.__module__}.{backend.__class__.__name__}"
    last_login = user.last_login
    kept = {key: request.session[key] for key in _KEPT if key in request.session}
    with transaction.atomic(), keep_session_age(request.session):
        login(request, user, backend=name)
        request.session.update(kept)
        User.objects.filter(pk=user.pk).update(last_login=last_login)
