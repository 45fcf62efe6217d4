"""Extra fields: made, changed, put in order, taken out of use (N-20..N-23)."""

from dataclasses import asdict, dataclass

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import ALLOWED, Reasons, Refused, Text, Verdict, say
from customers.access import Perm
from customers.actors import Actor
from customers.errors import CustomersRefused, require
from customers.extra_field_rules import (
    DetailsWrong,
    ExtraFieldDetails,
    most_at_once,
    new_key,
    settled,
)
from customers.extra_fields import MOST_FIELDS
from customers.models import Customer, CustomerGroup, ExtraField, ShopSettings
from customers.policies import NO_RIGHT, may_change_customer, may_change_group

_GONE = Refused(_("This field has been removed."), "gone")
_CHANGED = Refused(
    _("Somebody has changed this field since you opened it. Look once more."), "changed_since"
)
_USED_KIND = Refused(_("The field has been answered, so its kind stays."), "kind")
_USED_PLACE = Refused(_("The field has been answered, so it stays where it is asked."), "place")
_USED = Refused(
    _("The field has been answered, so it stays. Take it out of use instead."), "answered"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose field it is; the whole shop's when neither is set."""

    group: CustomerGroup | None = None
    customer: Customer | None = None


class ExtraFieldRefused(CustomersRefused):
    """What is wrong with the field, by the form's fields."""

    def __init__(self, problems: dict[str, Text]) -> None:
        self.problems = problems
        reasons = Reasons.of(*(Refused(text, name) for name, text in problems.items()))
        verdict = reasons.verdict
        assert isinstance(verdict, Refused)  # noqa: S101 - there is at least one
        super().__init__(verdict)


def may_change_fields(actor: Actor, scope: Scope) -> Verdict:
    """The shop's belong to its administrators; a group's and a customer's to who may change it."""
    if scope.customer is not None:
        return may_change_customer(actor, scope.customer)
    if scope.group is not None:
        return may_change_group(actor, scope.group)
    return ALLOWED if actor.has(Perm.STAFF_SETTINGS) else NO_RIGHT


@use_case("extra-field.save")
def save_extra_field(
    *,
    actor: Actor,
    scope: Scope,
    details: ExtraFieldDetails,
    field: ExtraField | None = None,
    version: int = 0,
) -> ExtraField:
    """A new field at the end, or `field` changed, as it was shown in `version`.

    Raises NotPermitted, ExtraFieldRefused, or CustomersRefused: more than 20 would hold for one
    customer, somebody else was first, or an answered field would become something else.
    """
    _lock(actor, scope)
    try:
        found = settled(details)
    except DetailsWrong as wrong:
        raise ExtraFieldRefused(dict(wrong.problems)) from wrong
    kept = _new(scope, found) if field is None else _as_shown(scope, field, version)
    if kept.first_answered_at is not None:
        _stays(kept, found)
    for name, value in asdict(found).items():
        setattr(kept, name, list(value) if name == "choices" else value)
    kept.save()
    if kept.is_active:
        _require_room(scope)
    return kept


@use_case("extra-field.move")
def move_extra_field(*, actor: Actor, scope: Scope, field: ExtraField, up: bool) -> None:
    """One place up or down among the fields of the same scope; at the end nothing happens."""
    _lock(actor, scope)
    rows = list(_of(scope))
    at = next((place for place, row in enumerate(rows) if row.pk == field.pk), None)
    if at is None:
        raise CustomersRefused(_GONE)
    to = at - 1 if up else at + 1
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            row.position = place
            row.save(update_fields=["position"])


@use_case("extra-field.switch")
def switch_extra_field(
    *, actor: Actor, scope: Scope, field: ExtraField, is_active: bool
) -> ExtraField:
    """In use or not. What has been answered stays on its orders either way."""
    _lock(actor, scope)
    kept = _of(scope).filter(pk=field.pk).first()
    if kept is None:
        raise CustomersRefused(_GONE)
    if kept.is_active != is_active:
        kept.is_active = is_active
        kept.version += 1
        kept.save()
    if is_active:
        _require_room(scope)
    return kept


@use_case("extra-field.delete")
def delete_extra_field(*, actor: Actor, scope: Scope, field: ExtraField) -> None:
    """Only one that nobody has answered."""
    _lock(actor, scope)
    kept = _of(scope).select_for_update().filter(pk=field.pk).first()
    if kept is None:
        return
    if kept.first_answered_at is not None:
        raise CustomersRefused(_USED)
    kept.delete()


def _lock(actor: Actor, scope: Scope) -> None:
    """All extra fields change one after the other: how many hold for somebody is counted whole."""
    shop, _made = ShopSettings.objects.get_or_create(pk=1)
    ShopSettings.objects.select_for_update(no_key=True).get(pk=shop.pk)
    if scope.customer is not None:
        fresh = Customer.objects.select_related("main_group").filter(pk=scope.customer.pk).first()
        if fresh is None:
            raise CustomersRefused(_GONE)
        scope = Scope(customer=fresh)
    require(may_change_fields(actor, scope))


def _of(scope: Scope) -> "QuerySet[ExtraField]":
    """The scope's own: whoever may change it may change no other's."""
    return ExtraField.objects.filter(group=scope.group, customer=scope.customer)


def _new(scope: Scope, details: ExtraFieldDetails) -> ExtraField:
    last = _of(scope).aggregate(last=Max("position"))["last"] or 0
    return ExtraField(
        group=scope.group,
        customer=scope.customer,
        key=new_key(details.label, _next_number()),
        position=last + 1,
    )


def _next_number() -> int:
    """The table's own next number: no two fields ever get the same, also when one is deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('customers_extrafield', 'id'))")
        row = cursor.fetchone()
    return int(row[0])


def _as_shown(scope: Scope, field: ExtraField, version: int) -> ExtraField:
    kept = _of(scope).select_for_update().filter(pk=field.pk).first()
    if kept is None:
        raise CustomersRefused(_GONE)
    if kept.version != version:
        raise CustomersRefused(_CHANGED)
    kept.version += 1
    return kept


def _stays(kept: ExtraField, found: ExtraFieldDetails) -> None:
    if kept.kind != found.kind:
        raise ExtraFieldRefused({"kind": _USED_KIND.reason})
    if kept.place != found.place:
        raise ExtraFieldRefused({"place": _USED_PLACE.reason})


def _require_room(scope: Scope) -> None:
    """Counted with the field that has just been saved; too many takes everything back."""
    rows = ExtraField.objects.filter(is_active=True)
    of_shop = Q(group__isnull=True, customer__isnull=True)
    if scope.customer is not None:
        mine = Q(group_id=scope.customer.main_group_id) | Q(customer=scope.customer)
        rows = rows.filter(of_shop | mine)
    elif scope.group is not None:
        mine = Q(group=scope.group) | Q(customer__main_group=scope.group)
        rows = rows.filter(of_shop | mine)
    counts = (
        rows.order_by()
        .values("group_id", "customer_id", "customer__main_group_id")
        .annotate(n=Count("pk"))
        .values_list("group_id", "customer_id", "customer__main_group_id", "n")
    )
    most = most_at_once(list(counts))
    if most > MOST_FIELDS:
        sentence = _(
            "At most %(most)s extra fields hold for one customer, of the shop, its group and its"
            " own. This would be number %(n)s. Take another out of use first."
        )
        raise CustomersRefused(Refused(say(sentence, most=MOST_FIELDS, n=most), "too_many"))
