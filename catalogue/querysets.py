"""Chainable questions about goods. Visibility needs the visitor's audiences: see selectors."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from core.prepared import Among
from customers.models import Customer, CustomerGroup, Segment

if TYPE_CHECKING:
    from catalogue.models import (
        Assortment,
        Audience,
        PriceListConnection,
        PriceRow,
        Product,
        Variant,
    )
    from customers.actors import Actor
else:
    Assortment = Audience = PriceListConnection = PriceRow = Product = Variant = Any

AudienceIds = Collection[int] | QuerySet[Audience, int]


class IsOneOf(Func):
    """Whether a column is among ids that are asked for first, once: `= ANY (ARRAY(SELECT …))`.

    As `IN (SELECT …)` it would be a join, and the server would choose how by statistics that are
    wrong right after a large import: then a page took minutes.
    """

    output_field = BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("

    def __init__(self, column: str, ids: QuerySet[Any, Any]) -> None:
        super().__init__(F(column), ArraySubquery(ids))


def in_audiences(column: str, audience_ids: AudienceIds) -> Q:
    """Rows whose audience is one of these; `column` is the audience's id."""
    if isinstance(audience_ids, QuerySet):
        return Q(IsOneOf(column, audience_ids))
    return Q(Among(column, audience_ids))


class ProductQuerySet(QuerySet["Product"]):
    def for_sale(self) -> "ProductQuerySet":
        return self.filter(is_active=True)

    def in_audiences(self, audience_ids: AudienceIds) -> "ProductQuerySet":
        """Products that these audiences may see (DESIGN §6)."""
        return self.filter(in_audiences("audience_id", audience_ids))


class VariantQuerySet(QuerySet["Variant"]):
    def for_sale(self) -> "VariantQuerySet":
        return self.filter(is_active=True, product__is_active=True)

    def in_audiences(self, audience_ids: AudienceIds) -> "VariantQuerySet":
        """Variants that these audiences may see, of products that they may see."""
        return self.filter(
            in_audiences("audience_id", audience_ids),
            in_audiences("product__audience_id", audience_ids),
        )


def valid_on(day: date, prefix: str = "") -> Q:
    """In force on `day`, a day in the shop's time zone; both ends count."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_until": None}) | Q(**{f"{prefix}valid_until__gte": day})
    )


def segments_of(customer: Customer) -> QuerySet[Segment]:
    """The segments that hold the customer, or its main group as a whole."""
    in_segment = Segment.customers.through.objects.filter(customer=customer)
    group_in_segment = Segment.groups.through.objects.filter(customergroup=customer.main_group_id)
    return Segment.objects.filter(
        Q(pk__in=in_segment.values("segment_id")) | Q(pk__in=group_in_segment.values("segment_id"))
    )


class AssortmentQuerySet(QuerySet["Assortment"]):
    def valid_on(self, day: date) -> "AssortmentQuerySet":
        return self.filter(valid_on(day))

    def pricing_for(self, customer: Customer) -> "AssortmentQuerySet":
        """Agreements whose contract prices hold for the customer; further groups never count."""
        groups = self.model.groups.through.objects.filter(customergroup=customer.main_group_id)
        return self.filter(Q(pk__in=groups.values("assortment_id")) | self._own(customer))

    def shown_to(self, customer: Customer) -> "AssortmentQuerySet":
        """Agreements the customer may look at; those of its further groups too."""
        further = Customer.further_groups.through.objects.filter(customer=customer)
        groups = self.model.groups.through.objects.filter(
            Q(customergroup=customer.main_group_id)
            | Q(customergroup__in=further.values("customergroup_id"))
        )
        return self.filter(Q(pk__in=groups.values("assortment_id")) | self._own(customer))

    def _own(self, customer: Customer) -> Q:
        customers = self.model.customers.through.objects.filter(customer=customer)
        segments = self.model.segments.through.objects.filter(segment__in=segments_of(customer))
        return Q(pk__in=customers.values("assortment_id")) | Q(
            pk__in=segments.values("assortment_id")
        )


class PriceListConnectionQuerySet(QuerySet["PriceListConnection"]):
    def of_customer(self, customer: Customer) -> "PriceListConnectionQuerySet":
        """Whose price lists hold for the customer: its own, main group, segments, tier.

        Further groups never give a price (C1).
        """
        connected = (
            Q(customer=customer)
            | Q(group=customer.main_group_id)
            | Q(segment__in=segments_of(customer))
        )
        if customer.pricing_tier_id is not None:
            connected |= Q(tier=customer.pricing_tier_id)
        return self.filter(connected)

    def naming_seen(self, actor: "Actor") -> "PriceListConnectionQuerySet":
        """Without those that name a customer or organisation of other sales teams."""
        if actor.team_ids is None:
            return self
        customers = Customer.objects.visible_to(actor).values("pk")
        groups = CustomerGroup.objects.visible_to(actor).values("pk")
        named = Q(customer=None) | Q(customer__in=customers)
        return self.filter(named & (Q(group=None) | Q(group__in=groups)))

    def valid_on(self, day: date) -> "PriceListConnectionQuerySet":
        return self.filter(valid_on(day, "price_list__"))


class PriceRowQuerySet(QuerySet["PriceRow"]):
    def valid_on(self, day: date) -> "PriceRowQuerySet":
        return self.filter(valid_on(day))
