"""The saved addresses that a stricter field rule leaves behind, as they go out to be mended."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet, TextField, Value
from django.utils.translation import gettext_lazy as _

from core.exchange import writer
from core.exports import Asked, Export
from core.http import without_nul
from customers.access import Perm
from customers.actors import Actor
from customers.field_patterns import Said
from customers.field_rules import ADDRESSES, Rule, Rules
from customers.models import Address, Customer, CustomerGroup
from customers.policies import may_set_field_rules
from customers.selectors.choosing import id_in
from customers.selectors.exports_groups import ADDRESS_COLUMNS_LEFT_OUT
from customers.selectors.field_breaking import broken_of, may_break
from customers.selectors.field_rules import SHOP, Scope, rules_in
from customers.selectors.shop import shop_settings
from customers.sheets import address_sheet

# What decides whether a value may stand; how a field is called and where it stands does not.
_BOOLS, _NUMBERS = ("is_required", "is_hidden"), ("max_length", "min_length")
_TEXTS = ("pattern", "prefix", "default")
_MOST_DIGITS = 5


def breaking_asked(scope: Scope, field: str, *, before: Said, after: Said) -> str:
    """Names the addresses that a rule's page names, for components/export_menu.html.

    What stood before goes with it: the file is the same when the rule has been saved meanwhile.
    """
    asked = {
        "field": field,
        "group": scope.group.pk if scope.group else "",
        "customer": scope.customer.pk if scope.customer else "",
        "rule": _written(after),
        "before": _written(before),
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _written(said: Said) -> str:
    values = {name: getattr(said, name) for name in (*_BOOLS, *_NUMBERS, *_TEXTS)}
    answers = {True: "yes", False: "no"}
    return urlencode(
        {
            name: answers[value] if isinstance(value, bool) else value
            for name, value in values.items()
            if value not in (None, "")
        }
    )


def _read(text: str) -> Said:
    """What cannot be meant is passed over."""
    told = {name: without_nul(value) for name, value in parse_qsl(text)}
    values: dict[str, Any] = {name: told[name] for name in _TEXTS if name in told}
    for name in _BOOLS:
        values[name] = {"yes": True, "no": False}.get(told.get(name, ""))
    for name in _NUMBERS:
        number = told.get(name, "")
        is_one = number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS
        values[name] = int(number) if is_one else None
    return Said(**values)


def _scope(actor: Actor, asked: Mapping[str, Any]) -> Scope | None:
    """None for what there is not, or whose rules the actor may not set."""
    scope = SHOP
    if number := asked.get("customer"):
        customers = Customer.objects.visible_to(actor)
        scope = Scope(customer=customers.filter(pk=id_in(number) or 0).first())
    elif number := asked.get("group"):
        groups = CustomerGroup.objects.visible_to(actor)
        scope = Scope(group=groups.filter(pk=id_in(number) or 0).first())
    if scope.is_shop and (asked.get("customer") or asked.get("group")):
        return None
    return scope if may_set_field_rules(actor, scope.group, scope.customer) else None


def _rules(scope: Scope, asked: Mapping[str, Any]) -> tuple[Rule, Rule] | None:
    """(before, after) of the field; None where it is none that could be broken."""
    rules: Rules = rules_in(shop_settings(), scope)
    field = str(asked.get("field", ""))
    if not any(each.name == field and each.most for each in rules.asked(ADDRESSES)):
        return None
    before, after = (
        rules.saying(ADDRESSES, field, _read(str(asked.get(name, "")))).rule(ADDRESSES, field)
        for name in ("before", "rule")
    )
    return before, after


def _found(actor: Actor, asked: Asked) -> "QuerySet[Address, Any]":
    """All that has to be looked at, each with what was asked: the rows are told from that."""
    scope = _scope(actor, asked)
    both = _rules(scope, asked) if scope is not None else None
    if scope is None or both is None:
        return Address.objects.none()
    found: QuerySet[Address, Any] = may_break(actor, scope, both[1])
    words = json.dumps({name: str(value) for name, value in asked.items()})
    return found.annotate(asked=Value(words, output_field=TextField()))


def _rows(actor: Actor, found: "QuerySet[Any, Any]") -> Iterator[Sequence[writer.Value]]:
    """One row for each address, as the sheet of addresses has it."""
    first = found.first()
    asked = json.loads(first.asked) if first is not None else {}
    scope = _scope(actor, asked) if asked else None
    both = _rules(scope, asked) if scope is not None else None
    if scope is None or both is None:
        return
    before, after = both
    for address in broken_of(shop_settings(), scope, found, before=before, after=after):
        yield [
            address.customer.number,
            address.pk,
            address.name,
            address.attention,
            address.street,
            address.postal_code,
            address.city,
            str(address.country),
            address.phone,
            address.is_default,
            address.is_invoice,
        ]


BREAKING_ADDRESSES = Export(
    name="breaking-addresses",
    label=_("Addresses that break a rule"),
    sheet=address_sheet,
    found=_found,
    rows=_rows,
    perm=Perm.STAFF_CUSTOMER_VIEW,
    left_out=ADDRESS_COLUMNS_LEFT_OUT,
)
