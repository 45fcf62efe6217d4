"""The mail log as far as somebody sees the customers that the mails are about."""

from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet
from django.http import Http404

from core.mail_log import COUNTED_AT_MOST, mails
from core.models import EmailState, OutgoingEmail
from customers.actors import Actor
from customers.models import Membership, User
from orders.models import Order


class _OrderNumber(Func):
    """The number in the key of an order's mail ('order-104881-confirmed'), else null."""

    template = "substring(%(expressions)s from '^order-([0-9]{1,18})-')::bigint"
    output_field = BigIntegerField()


def mails_seen(actor: Actor, found: QuerySet[OutgoingEmail]) -> QuerySet[OutgoingEmail]:
    """Of these mails: all for who sees every customer.

    A member of a sales team sees those about the teams' orders, and the other mails of people who
    are at the teams' customers only: what else a person got may be about another's customer.
    """
    if actor.team_ids is None:
        return found
    seen = Membership.objects.visible_to(actor)
    elsewhere = Membership.objects.filter(user=OuterRef("pk")).exclude(pk__in=seen.values("pk"))
    people: Any = User.objects.filter(pk__in=seen.values("user")).exclude(Exists(elsewhere))
    orders = Order.objects.visible_to(actor).order_by().values("number")
    about = found.alias(order_number=_OrderNumber(F("event_key")))
    of_people = Q(order_number=None) & (Q(to_user__in=people.values("pk")) | Q(to_user=actor.user))
    return about.filter(Q(order_number__in=orders, to_user__isnull=False) | of_people)


def mail_seen_of(actor: Actor, mail_id: int) -> OutgoingEmail:
    """One mail with its bodies, or Http404. One query."""
    mail = mails_seen(actor, OutgoingEmail.objects.all()).filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    return mail


def failed_mails(actor: Actor) -> int:
    """How many mails were given up; counting stops at COUNTED_AT_MOST. One query."""
    return mails_seen(actor, mails(state=EmailState.FAILED))[:COUNTED_AT_MOST].count()
