"""The programme and its rules, as staff administrators set them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.access import Perm
from customers.actors import Actor
from customers.models import CustomerGroup
from marketing.errors import MarketingRefused
from marketing.models import LoyaltyProgramme, LoyaltyRule


@dataclass(frozen=True, slots=True)
class ProgrammeDetails:
    """See the fields of `LoyaltyProgramme`."""

    points_name: str
    point_value: Decimal
    largest_percent: int
    least_points: int
    life_months: int | None
    notice_days: int
    rounding: str


@dataclass(frozen=True, slots=True)
class RuleDetails:
    """`group` None = everybody."""

    points_per_100: Decimal
    factor: Decimal = Decimal(1)
    valid_from: date | None = None
    valid_until: date | None = None
    group: CustomerGroup | None = None


@use_case("points.programme")
def save_programme(*, actor: Actor, details: ProgrammeDetails) -> LoyaltyProgramme:
    """What was earned before keeps its day of expiry; what is used from now on has the new
    value. Raises MarketingRefused."""
    _require(actor)
    if not details.points_name.strip():
        raise _refuse(_("Write what the points are called."), "points_name")
    if details.point_value < Decimal("0.0001"):
        raise _refuse(_("Write more than 0."), "point_value")
    found = LoyaltyProgramme.objects.select_for_update().filter(pk=1).first() or LoyaltyProgramme()
    for name in ProgrammeDetails.__slots__:
        setattr(found, name, getattr(details, name))
    found.points_name = details.points_name.strip()
    found.save()
    return found


@use_case("points.rule")
def save_rule(*, actor: Actor, details: RuleDetails, rule_id: int | None = None) -> LoyaltyRule:
    """Makes a rule or changes one; whose it is stays. What was earned stays."""
    _require(actor)
    if details.points_per_100 < 0:
        raise _refuse(_("Write 0 or more."), "points_per_100")
    if details.factor < 0:
        raise _refuse(_("Write 0 or more."), "factor")
    starts, ends = details.valid_from, details.valid_until
    if starts is not None and ends is not None and ends < starts:
        raise _refuse(_("The last day is before the first."), "valid_until")
    rule = LoyaltyRule(group=details.group) if rule_id is None else _locked(rule_id)
    rule.points_per_100, rule.factor = details.points_per_100, details.factor
    rule.valid_from, rule.valid_until = starts, ends
    rule.save()
    return rule


@use_case("points.rule-delete")
def delete_rule(*, actor: Actor, rule_id: int) -> None:
    """Orders that are completed from now on do not earn by it."""
    _require(actor)
    _locked(rule_id).delete()


def _locked(rule_id: int) -> LoyaltyRule:
    found = LoyaltyRule.objects.select_for_update().filter(pk=rule_id).first()
    if found is None:
        raise _refuse(_("This rule has been removed."), "gone")
    return found


def _require(actor: Actor) -> None:
    if not actor.has(Perm.STAFF_SETTINGS):
        raise _refuse(_("Only the shop's administrators change this."), "no-right")


def _refuse(reason: Any, code: str) -> MarketingRefused:
    return MarketingRefused(Refused(reason, code))
