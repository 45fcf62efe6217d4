"""Where the storefront's links to log-in and wholesale sign-up lead, as staff chose (U-27)."""

from django import template
from django.template.context import Context

from customers.actors import ANONYMOUS
from shop.onward import login_address, wholesale_address

register = template.Library()


@register.simple_tag(takes_context=True)
def log_in_url(context: Context, back: str = "") -> str:
    """`back`: the page to come back to, where the link stays in the shop."""
    return login_address(context.get("shop"), context.get("actor") or ANONYMOUS, back=back)


@register.simple_tag(takes_context=True)
def wholesale_url(context: Context) -> str:
    """ "" where nobody applies: the part is off, or one is at a customer's own site."""
    return wholesale_address(context.get("shop"), context.get("actor") or ANONYMOUS)
