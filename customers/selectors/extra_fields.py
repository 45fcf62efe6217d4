"""The extra fields of a shop, a group and a customer: those that hold for one, and to edit."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from core.prepared import Prepared
from customers.add_ons import AddOn
from customers.extra_fields import LINE, ORDER, Question
from customers.models import AskedQuestion, Customer, CustomerGroup, ExtraField, ShopSettings
from customers.selectors.add_ons import while_on


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of one customer, of the shop first, then of its group, then its own."""

    order: tuple[Question, ...] = ()
    line: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.order or self.line)


NO_QUESTIONS = Questions()


def _holding(group_id: int, customer_id: int) -> QuerySet[ExtraField]:
    of_shop = Q(group__isnull=True, customer__isnull=True)
    mine = of_shop | Q(group_id=group_id) | Q(customer_id=customer_id)
    return ExtraField.objects.filter(mine, while_on(AddOn.FORM_FIELDS), is_active=True)


_HOLDING: Prepared[ExtraField] = Prepared(_holding, group_id=int, customer_id=int)


def extra_fields_of(customer: Customer | None, shop: ShopSettings | None = None) -> Questions:
    """What this customer's orders are asked for now. One query; none without a customer, nor where
    `shop`, just read, says that nobody is asked anything.
    """
    if customer is None or (shop is not None and not _asks(shop)):
        return NO_QUESTIONS
    rows = _HOLDING.rows(group_id=customer.main_group_id, customer_id=customer.pk)
    return asked_by(rows)


def _asks(shop: ShopSettings) -> bool:
    return shop.has_extra_fields and shop.is_on(AddOn.FORM_FIELDS)


def asked_by(rows: Sequence[ExtraField]) -> Questions:
    """As they are asked: of the shop, of the group, the customer's own, each in its order."""
    ranked = sorted(rows, key=lambda row: (scope_rank(row), row.position, row.pk))
    asked = [question_of(row, place=row.place) for row in ranked if row.is_active]
    return Questions(
        order=tuple(each for each in asked if each.place == ORDER),
        line=tuple(each for each in asked if each.place == LINE),
    )


def scope_rank(row: ExtraField) -> int:
    return 2 if row.customer_id else 1 if row.group_id else 0


def question_of(row: AskedQuestion, *, place: str) -> Question:
    """As a form asks it."""
    return Question(
        key=row.key,
        place=place,
        kind=row.kind,
        labels={"en": row.label, "sv": row.label_sv, "nb": row.label_nb},
        helps={"en": row.help, "sv": row.help_sv, "nb": row.help_nb},
        choices=tuple(row.choices),
        is_required=row.is_required,
        max_length=row.max_length,
        minimum=row.minimum,
        maximum=row.maximum,
        default=row.default,
    )


def fields_to_edit(
    *, group: CustomerGroup | None = None, customer: Customer | None = None
) -> Sequence[ExtraField]:
    """The shop's own, a group's or a customer's, also those not in use. One query."""
    return list(ExtraField.objects.filter(group=group, customer=customer))


def fields_above(
    *, group: CustomerGroup | None = None, customer: Customer | None = None
) -> Sequence[ExtraField]:
    """What holds here without being set here: the shop's, and for a customer its group's."""
    if group is None and customer is None:
        return []
    above = Q(group__isnull=True, customer__isnull=True)
    if customer is not None:
        above |= Q(group_id=customer.main_group_id)
    rows = ExtraField.objects.filter(above, is_active=True)
    return sorted(rows, key=lambda row: (scope_rank(row), row.position, row.pk))


def field_to_edit(
    field_id: int, *, group: CustomerGroup | None = None, customer: Customer | None = None
) -> ExtraField:
    """One of those of `fields_to_edit`, or Http404."""
    found = ExtraField.objects.filter(pk=field_id, group=group, customer=customer).first()
    if found is None:
        raise Http404
    return found
