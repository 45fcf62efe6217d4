"""Where an order goes and what the buyer wrote on it, as the customer's field rules show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.field_rules import ADDRESSES, CHECKOUT, Rule, Rules
from customers.models import ShopSettings
from customers.selectors.field_rules import rules_for
from orders.models import Order


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that stands on an order, in one line or more."""

    label: str
    lines: Sequence[str]


def order_facts(
    order: Order, shop: ShopSettings, *, for_staff: bool = False
) -> Callable[[], Sequence[Fact]]:
    """What `facts_of` tells, for a template to ask in its reader's language.

    One query, none while no group and no customer has rules. `order.customer` is loaded.
    """
    return partial(facts_of, order, rules_for(shop, order.customer), for_staff=for_staff)


def facts_of(order: Order, rules: Rules, *, for_staff: bool = False) -> Sequence[Fact]:
    """The delivery first, then the references; what is hidden or blank is left out.

    `for_staff`: to them "your order number" would be the shop's.
    """
    address = _address_lines(order, rules)
    facts = [Fact(_("Delivery"), address)] if address else []
    for rule in rules.in_order(CHECKOUT):
        value = getattr(order, rule.name)
        if not value or rule.is_hidden or rule.name == "comment":  # that is quoted by itself
            continue
        text = date_format(value, "j M Y") if rule.name == "requested_on" else str(value)
        facts.append(Fact(_label(rule, for_staff=for_staff), [text]))
    return facts


def _label(rule: Rule, *, for_staff: bool) -> str:
    if for_staff and rule.name == "customer_reference" and not rule.own_label:
        return _("The customer's order number")
    return rule.label


def _address_lines(order: Order, rules: Rules) -> list[str]:
    """As an address is written; a line whose field has got a name of its own is told with it."""
    lines = []
    for rule in rules.in_order(ADDRESSES):
        if rule.is_hidden or (rule.name == "city" and _is_one_line(rules)):
            continue
        value = str(getattr(order, f"delivery_{rule.name}") or "")
        if rule.name == "country":
            value = str(order.delivery_country.name)
        elif rule.name == "postal_code" and _is_one_line(rules):
            value = f"{value} {order.delivery_city}".strip()
        if value:
            lines.append(f"{rule.own_label}: {value}" if rule.own_label else value)
    return lines


def _is_one_line(rules: Rules) -> bool:
    """Postal code and city stand together while nobody has named or moved them."""
    both = (rules.rule(ADDRESSES, name) for name in ("postal_code", "city"))
    return all(not rule.own_label and rule.said.position is None for rule in both)
