"""The shop's field rules, and who changed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet

from core.history import events_of
from core.reasons import Text
from customers.field_rules import SECTIONS, SETTINGS, Rules
from customers.models import FieldRule, ShopSettings
from customers.selectors.record_history import Entry, say_who

_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A field that became required or optional. `entry` says who it was."""

    at: datetime
    label: Text
    is_required: bool
    entry: Entry


def rules_of(shop: ShopSettings) -> Rules:
    """As they came with the settings (`shop_settings()`). No query."""
    named = (name.partition(".") for name in shop.required_fields)
    return Rules(
        ticked=frozenset((section, field) for section, _dot, field in named),
        settings_on=frozenset(name for name in SETTINGS if getattr(shop, name)),
    )


def asked_in(section: str) -> "QuerySet[Any, Any]":
    """What a plan of that section's sheet rests on: what is asked for, and what is required."""
    rules = FieldRule.objects.filter(section=section, is_required=True).order_by("field")
    row = ShopSettings.objects.filter(pk=1)
    required = row.annotate(required=ArraySubquery(rules.values("field")))
    return required.values_list(*sorted(SETTINGS), "required")


def rule_changes(section: str) -> Sequence[RuleChange]:
    """The latest, the newest first. Two queries."""
    events = events_of(FieldRule).filter(section=section).select_related("pgh_context")
    rows = list(events.order_by("-pgh_id")[:_MOST_TOLD])
    entries = {str(row.pgh_id): Entry(row.pgh_created_at) for row in rows}
    contexts = {str(row.pgh_id): row.pgh_context for row in rows}
    say_who(entries, {key: each.metadata if each else {} for key, each in contexts.items()})
    labels = {field.name: field.label for field in SECTIONS[section].fields}
    return [
        RuleChange(
            at=row.pgh_created_at,
            label=labels.get(row.field, row.field),
            is_required=row.is_required,
            entry=entries[str(row.pgh_id)],
        )
        for row in rows
    ]
