"""Delivery and references of an order, held to the customer's field rules at every door."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from core.reasons import Reasons, Refused, Verdict
from customers.field_rules import ADDRESSES, CHECKOUT, SECTIONS, Broken, Rules

if TYPE_CHECKING:
    from orders.services.placing import CheckoutDetails

REFERENCES = tuple(field.name for field in SECTIONS[CHECKOUT].fields)
_DELIVERY = "delivery_"


def by_the_rules(details: "CheckoutDetails", rules: Rules) -> "CheckoutDetails":
    """What was filled in, with every hidden field as the rules say, whatever was sent."""
    delivery = rules.shown(ADDRESSES, asdict(details.delivery))
    references = rules.shown(CHECKOUT, {name: getattr(details, name) for name in REFERENCES})
    return replace(details, delivery=replace(details.delivery, **delivery), **references)


def rule_verdicts(details: "CheckoutDetails", rules: Rules) -> Iterator[Verdict]:
    """Why it cannot be ordered so, field by field; also for an address that was saved before."""
    references = {name: getattr(details, name) for name in REFERENCES}
    for broken in (
        *rules.broken(ADDRESSES, asdict(details.delivery)),
        *rules.broken(CHECKOUT, references),
    ):
        yield Refused(broken.told, f"field:{broken.name}")


def hidden_columns(rules: Rules) -> frozenset[str]:
    """The order's columns of the fields that nobody is shown, and so nobody may write."""
    return frozenset(
        f"{prefix}{rule.name}"
        for section, prefix in ((ADDRESSES, _DELIVERY), (CHECKOUT, ""))
        for rule in rules.in_order(section)
        if rule.is_hidden
    )


def changed_verdicts(texts: Mapping[str, str], rules: Rules) -> Reasons:
    """The same for the texts of an order that somebody changes, by the order's columns."""
    delivery = {
        name.removeprefix(_DELIVERY): text
        for name, text in texts.items()
        if name.startswith(_DELIVERY)
    }
    references = {name: text for name, text in texts.items() if name in REFERENCES}
    found: tuple[Broken, ...] = (
        *rules.broken(ADDRESSES, delivery),
        *rules.broken(CHECKOUT, references),
    )
    return Reasons.of(*(Refused(each.told, f"field:{each.name}") for each in found))
