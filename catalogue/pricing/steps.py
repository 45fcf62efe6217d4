"""The steps that led to a price: kept on the order line as data, put into words when shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

JsonStep = Mapping[str, str | int | bool]


class StepKind(StrEnum):
    """Which rule a step belongs to."""

    LIST = "list"
    FREE = "free"
    CONTRACT = "contract"
    CUSTOMER_ROW = "customer_row"
    GROUP_ROW = "group_row"
    SEGMENT_ROW = "segment_row"
    TIER_ROW = "tier_row"
    GROUP_PERCENT = "group_percent"
    TIER_PERCENT = "tier_percent"
    CUSTOMER_PERCENT = "customer_percent"
    PERSONAL_PERCENT = "personal_percent"
    FLOOR = "floor"
    SMALLEST = "smallest"
    LOG_IN = "log_in"


class StepNote(StrEnum):
    """Why a step was tried and did not apply."""

    NO_OVERRIDE = "no_override"
    MORE_NEEDED = "more_needed"
    LOWER_WINS = "lower_wins"
    CUSTOMER_WINS = "customer_wins"
    CONTRACT_WINS = "contract_wins"
    LARGER_WINS = "larger_wins"


@dataclass(frozen=True, slots=True)
class PriceStep:
    """One dot on the thread: `amount` is the unit price ex VAT after the step, if it applied.

    For a step that did not apply, `amount` is the price that it offered. `missing` is how many
    more pieces its quantity needs.
    """

    kind: StepKind
    label: str
    amount: Decimal | None
    applied: bool
    note: StepNote | None = None
    percent: Decimal | None = None
    from_quantity: int = 1
    missing: int = 0


def steps_to_json(steps: Iterable[PriceStep]) -> list[dict[str, str | int | bool]]:
    """The steps as plain data for the order line; empty fields are left out."""
    return [_to_json(step) for step in steps]


def steps_from_json(stored: Iterable[JsonStep]) -> tuple[PriceStep, ...]:
    """The steps as they were agreed."""
    return tuple(_from_json(step) for step in stored)


def _to_json(step: PriceStep) -> dict[str, str | int | bool]:
    data: dict[str, str | int | bool] = {"kind": step.kind.value, "applied": step.applied}
    if step.label:
        data["label"] = step.label
    if step.amount is not None:
        data["amount"] = str(step.amount)
    if step.note is not None:
        data["note"] = step.note.value
    if step.percent is not None:
        data["percent"] = str(step.percent)
    if step.from_quantity > 1:
        data["from_quantity"] = step.from_quantity
    if step.missing:
        data["missing"] = step.missing
    return data


def _from_json(data: JsonStep) -> PriceStep:
    return PriceStep(
        kind=StepKind(str(data["kind"])),
        label=str(data.get("label", "")),
        amount=Decimal(str(data["amount"])) if "amount" in data else None,
        applied=bool(data["applied"]),
        note=StepNote(str(data["note"])) if "note" in data else None,
        percent=Decimal(str(data["percent"])) if "percent" in data else None,
        from_quantity=int(data.get("from_quantity", 1)),
        missing=int(data.get("missing", 0)),
    )


def describe(step: PriceStep) -> str:
    """The step in one line: 'Group price (Kommun X), from 10'. Its amount stands in a column."""
    title = title_of(step)
    if step.applied:
        return title
    return _("%(step)s. Tried, did not apply: %(why)s") % {"step": title, "why": why_not(step)}


def title_of(step: PriceStep) -> str:
    """What the step is, whether it applied or not."""
    title = _kind_in_words(step)
    if step.kind == StepKind.PERSONAL_PERCENT and (ends_on := parse_date(step.label)):
        day = date_format(ends_on, "j M Y")
        return _("%(step)s, until %(day)s") % {"step": title, "day": day}
    if step.label:
        title = _("%(step)s (%(label)s)") % {"step": title, "label": step.label}
    if step.from_quantity > 1:
        title = _("%(step)s, from %(quantity)s") % {"step": title, "quantity": step.from_quantity}
    return title


def why_not(step: PriceStep) -> str:
    """Why the step did not apply; empty for one that did."""
    match step.note:
        case None:
            return ""
        case StepNote.MORE_NEEDED:
            return ngettext("%(count)s more needed", "%(count)s more needed", step.missing) % {
                "count": step.missing
            }
        case StepNote.NO_OVERRIDE:
            return _("0 means the normal price")
        case StepNote.LOWER_WINS:
            return _("another price is as low or lower")
        case StepNote.CUSTOMER_WINS:
            return _("the customer has a price of its own")
        case StepNote.CONTRACT_WINS:
            return _("the agreement price holds")
        case StepNote.LARGER_WINS:
            return _("another discount is as large or larger")


def _kind_in_words(step: PriceStep) -> str:
    percent = _percent_in_words(step.percent)
    match step.kind:
        case StepKind.LIST:
            return _("List price")
        case StepKind.FREE:
            return _("Free of charge")
        case StepKind.CONTRACT:
            return _("Agreement price")
        case StepKind.CUSTOMER_ROW:
            return _("Customer price")
        case StepKind.GROUP_ROW:
            return _("Group price")
        case StepKind.SEGMENT_ROW:
            return _("Segment price")
        case StepKind.TIER_ROW:
            return _("Tier price")
        case StepKind.GROUP_PERCENT:
            return _("−%(percent)s group discount") % {"percent": percent}
        case StepKind.TIER_PERCENT:
            return _("−%(percent)s tier discount") % {"percent": percent}
        case StepKind.CUSTOMER_PERCENT:
            return _("−%(percent)s customer discount") % {"percent": percent}
        case StepKind.PERSONAL_PERCENT:
            return _("−%(percent)s birthday discount") % {"percent": percent}
        case StepKind.FLOOR:
            return _("The total discount stops at %(percent)s") % {"percent": percent}
        case StepKind.SMALLEST:
            return _("The lowest price that is not free")
        case StepKind.LOG_IN:
            return _("Log in to see your price")


def _percent_in_words(percent: Decimal | None) -> str:
    """'5 %', '12,5 %': no needless zeros, never broken over two lines."""
    if percent is None:
        return ""
    plain = f"{percent:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain.replace(".", ",") + "\u00a0%"
