"""Is a way to deliver or to pay offered to somebody, and which rule says so.

Nothing is decided here: what the checkout offers is asked, and what it is made of says why. Groups
are not named, since whoever asks may not see them all.
"""

from django.utils.translation import gettext_lazy as _

from customers.actors import Actor
from customers.reach import is_for
from orders.models import DeliveryMethod, PaymentMethod
from orders.selectors.carts import offered_deliveries, offered_payments
from orders.selectors.effective import Answer, Step

Method = DeliveryMethod | PaymentMethod


def method_asked(name: str) -> Method | None:
    """By its name in any letter case, ways to deliver before ways to pay."""
    delivery: Method | None = DeliveryMethod.objects.filter(name__iexact=name).first()
    return delivery or PaymentMethod.objects.filter(name__iexact=name).first()


def method_answer(actor: Actor, method: Method) -> Answer:
    """Whether the checkout offers it to `actor`, and every rule that was asked."""
    is_delivery = isinstance(method, DeliveryMethod)
    offered = offered_deliveries(actor) if is_delivery else offered_payments(actor)
    allowed = any(each.pk == method.pk for each in offered)
    steps = [Step(_("Offered at the checkout"), method.is_active), _limit_step(actor, method)]
    if isinstance(method, PaymentMethod) and method.is_on_account and actor.customer is not None:
        may = actor.customer.may_pay_on_account
        steps.append(Step(_("The customer may pay on account"), may))
    failed = next((step for step in steps if not step.allowed), None)
    return Answer(allowed, failed.label if failed else steps[1].label, steps)


def _limit_step(actor: Actor, method: Method) -> Step:
    if not method.limit_groups.exists() and not method.limit_segments.exists():
        return Step(_("No limit by group or segment: for everyone"), True)
    customer = actor.customer
    for_them = is_for(
        type(method),
        customer_id=customer.pk if customer else None,
        group_id=customer.main_group_id if customer else None,
    )
    is_in = type(method)._default_manager.filter(for_them, pk=method.pk).exists()
    return Step(_("Limited: the customer is in one of its groups or segments"), is_in)
