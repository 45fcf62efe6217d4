"""May this person change goods, categories, prices or agreements? The answer says why not."""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict
from customers.access import Perm
from customers.actors import Actor


def may_change_goods(actor: Actor) -> Verdict:
    """Whoever may load goods from a file may change them one by one too."""
    if actor.has(Perm.STAFF_CATALOGUE_CHANGE):
        return ALLOWED
    return Refused(_("Only the shop's administrators change goods and prices."), "no-right")
