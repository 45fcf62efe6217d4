"""The rules of form fields: for the shop, for a customer, for many; and who changed them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from core.history import events_of
from customers.add_ons import AddOn
from customers.field_patterns import NOTHING, PROPERTIES, Said
from customers.field_rules import SECTIONS, SETTINGS, Layer, Rules
from customers.models import Customer, CustomerGroup, FieldRule, ShopSettings
from customers.selectors.record_history import Entry, say_who

_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rules: a customer's, a main group's, or, without either, the shop's."""

    group: CustomerGroup | None = None
    customer: Customer | None = None

    @property
    def is_shop(self) -> bool:
        return self.group is None and self.customer is None


SHOP = Scope()


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What was said of a field from then on, and before. `entry` says who it was."""

    at: datetime
    label: str
    before: Said
    after: Said
    entry: Entry


def rules_of(shop: ShopSettings) -> Rules:
    """The shop's own, as they came with the settings (`shop_settings()`). No query."""
    return Rules(layers=(_layer(shop.field_rules),), settings_on=_settings_on(shop))


def rules_for(shop: ShopSettings, customer: Customer | None) -> Rules:
    """What holds for the people of a customer: its own rules, its main group's, the shop's.

    One query, and none while no group and no customer has a rule of its own, or the part is off.
    """
    if customer is None or not _are_exact(shop):
        return rules_of(shop)
    return rules_in(shop, Scope(customer=customer))


def _are_exact(shop: ShopSettings) -> bool:
    """Whether any group's or customer's rule holds: there is one, and the part is on (N-01)."""
    return shop.has_exact_field_rules and shop.is_on(AddOn.FORM_FIELDS)


def rules_in(shop: ShopSettings, scope: Scope) -> Rules:
    """What holds in a scope; its first layer is what the scope itself says. One query."""
    if scope.is_shop:
        return rules_of(shop)
    customer, group = scope.customer, scope.group
    group_id = customer.main_group_id if customer else group.pk if group else 0
    mine = Q(group=group_id) | Q(customer=customer) if customer else Q(group=group_id)
    rules = _rules(shop, FieldRule.objects.filter(mine), customer.pk if customer else 0, group_id)
    return rules if customer else replace(rules, layers=rules.layers[1:])


def rules_for_many(shop: ShopSettings, customers: Iterable[tuple[int, int]]) -> Mapping[int, Rules]:
    """By customer id, for (customer, main group) ids. One query or none, as `rules_for`."""
    asked = dict(customers)
    rows: list[FieldRule] = []
    if _are_exact(shop) and asked:
        groups = set(asked.values())
        rows = list(FieldRule.objects.filter(Q(customer__in=asked) | Q(group__in=groups)))
    if not rows:
        return dict.fromkeys(asked, rules_of(shop))
    return {pk: _rules(shop, rows, pk, group) for pk, group in asked.items()}


def said_in(scope: Scope, section: str, field: str) -> Said:
    """What the scope itself says of one field. One query."""
    row = rows_in(scope).filter(section=section, field=field).first()
    return said_of(row) if row else NOTHING


def rows_in(scope: Scope) -> "QuerySet[FieldRule, FieldRule]":
    return FieldRule.objects.filter(group=scope.group, customer=scope.customer)


def said_of(row: Any) -> Said:
    """From a row, or an event of one."""
    return Said.of({name: getattr(row, name) for name in PROPERTIES})


def asked_in(section: str) -> "QuerySet[Any, Any]":
    """What a plan of that section's sheet rests on: what is asked for, and what the rules say."""
    said = JSONObject(**{name: name for name in ("field", "group_id", "customer_id", *PROPERTIES)})
    rules = FieldRule.objects.filter(section=section).order_by("id").values(said=said)
    row = ShopSettings.objects.filter(pk=1).annotate(rules=ArraySubquery(rules))
    return row.values_list(*sorted(SETTINGS), "rules")


def rule_changes(sections: Collection[str], scope: Scope = SHOP) -> Sequence[RuleChange]:
    """The latest of the scope itself, the newest first. One query, two when there are some."""
    events = events_of(FieldRule).filter(
        section__in=sections,
        group_id=scope.group.pk if scope.group else None,
        customer_id=scope.customer.pk if scope.customer else None,
    )
    rows = list(events.select_related("pgh_context").order_by("-pgh_id")[: _MOST_TOLD * 2])
    entries = {str(row.pgh_id): Entry(row.pgh_created_at) for row in rows[:_MOST_TOLD]}
    contexts = {str(row.pgh_id): row.pgh_context for row in rows[:_MOST_TOLD]}
    say_who(entries, {key: each.metadata if each else {} for key, each in contexts.items()})
    labels = {
        (name, field.name): str(field.label) for name in sections for field in SECTIONS[name].fields
    }
    changes = []
    for n, row in enumerate(rows[:_MOST_TOLD]):
        before = next((each for each in rows[n + 1 :] if each.pgh_obj_id == row.pgh_obj_id), None)
        changes.append(
            RuleChange(
                at=row.pgh_created_at,
                label=labels.get((row.section, row.field), row.field),
                before=_said_at(before),
                after=_said_at(row),
                entry=entries[str(row.pgh_id)],
            )
        )
    return changes


def _said_at(event: Any) -> Said:
    return NOTHING if event is None else said_of(event)


def _rules(shop: ShopSettings, rows: Iterable[FieldRule], customer_id: int, group_id: int) -> Rules:
    rows = list(rows)
    own = [vars(row) for row in rows if row.customer_id == customer_id]
    groups = [vars(row) for row in rows if row.group_id == group_id]
    return Rules(
        layers=(_layer(own), _layer(groups), _layer(shop.field_rules)),
        settings_on=_settings_on(shop),
    )


def _layer(rows: Iterable[Mapping[str, Any]]) -> Layer:
    return {(row["section"], row["field"]): Said.of(row) for row in rows}


def _settings_on(shop: ShopSettings) -> frozenset[str]:
    return frozenset(name for name in SETTINGS if getattr(shop, name))
