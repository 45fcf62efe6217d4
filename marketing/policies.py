"""May I, with the reason."""

from core.reasons import ALLOWED, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.policies import NO_RIGHT


def may_send_campaigns(actor: Actor) -> Verdict:
    """Writing to everybody who said yes: staff administrators, never in somebody's name."""
    return ALLOWED if actor.has(Perm.STAFF_CAMPAIGN) and not actor.is_acting else NO_RIGHT
