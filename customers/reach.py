"""Whom something of the shop is for: everyone, or who is in one of some groups or segments (P-28).

Ways to deliver and to pay, start page texts and news have `limit_groups` and `limit_segments`. With
neither it is for everyone. Else it is for the customers that one of them holds: a group through the
main group or as a further group, a segment by itself or with its whole main group. Several add up
(a union): being in one is enough. Who has no customer is in none.
"""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from customers.models import Customer, Segment


def is_for(model: type[Model], *, customer_id: int | None, group_id: int | None) -> Q:
    """The rows of `model` that are for this customer, whose main group is `group_id`.

    The one place of the rule; None = nobody's customer. May stand in a prepared question.
    """
    options: Any = model._meta
    of_groups: Any = options.get_field("limit_groups").remote_field.through.objects
    of_segments: Any = options.get_field("limit_segments").remote_field.through.objects
    row = {f"{options.model_name}_id": OuterRef("pk")}
    further: Any = Customer.further_groups.through.objects.filter(customer=customer_id)
    by_itself: Any = Segment.customers.through.objects.filter(customer=customer_id)
    with_group: Any = Segment.groups.through.objects.filter(customergroup=group_id)
    open_to_all = ~Exists(of_groups.filter(**row)) & ~Exists(of_segments.filter(**row))
    in_group = Exists(
        of_groups.filter(
            Q(customergroup=group_id) | Q(customergroup__in=further.values("customergroup")), **row
        )
    )
    in_segment = Exists(
        of_segments.filter(
            Q(segment__in=by_itself.values("segment"))
            | Q(segment__in=with_group.values("segment")),
            **row,
        )
    )
    return Q(open_to_all) | Q(in_group) | Q(in_segment)
