"""Which goods a visitor may see. Every list, search, address and cart asks here (K-17..K-21)."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalogue.models import (
    EVERYONE_ID,
    Assortment,
    AssortmentItem,
    Audience,
    Product,
    Variant,
)
from catalogue.querysets import AudienceIds, IsOneOf, ProductQuerySet, VariantQuerySet
from customers.actors import Actor
from customers.models import Customer


def audience_ids(actor: Actor) -> frozenset[int]:
    """The audiences the visitor is in, 0 (everyone) always. No query for a stranger, else one."""
    return frozenset(audiences_of(actor))


def audiences_of(actor: Actor) -> AudienceIds:
    """As `audience_ids`, unasked where that takes a query: to be a part of another question."""
    customer = actor.customer
    if customer is None:
        return frozenset({EVERYONE_ID})
    further = Customer.further_groups.through.objects.filter(customer=customer)
    return Audience.objects.filter(
        Q(pk=EVERYONE_ID)
        | Q(group_ids__contains=[customer.main_group_id])
        | Q(group_ids__overlap=ArraySubquery(further.values("customergroup_id")))
    ).values_list("pk", flat=True)


def visible_variants(
    actor: Actor, *, audiences: AudienceIds | None = None, day: date | None = None
) -> VariantQuerySet:
    """What the visitor may buy: for sale, not limited to others, inside the agreement if only that.

    Adds subqueries, no query of its own. `audiences`, for who knows them, are the visitor's.
    """
    mine = audiences_of(actor) if audiences is None else audiences
    variants = Variant.objects.for_sale().in_audiences(mine)
    return agreed_only(actor, variants, day=day) if shows_only_agreement(actor) else variants


def agreed_only(
    actor: Actor, variants: VariantQuerySet, *, day: date | None = None
) -> VariantQuerySet:
    """Those of the variants that stand in an agreement of the visitor's."""
    return variants.filter(IsOneOf("pk", agreed_items(actor, day=day).values("variant_id")))


def visible_products(actor: Actor) -> ProductQuerySet:
    """What the visitor may look at; at least one of its variants is theirs to buy too.

    A product's audience holds only those who may see one of its active variants, so variants
    need no look here, except for who sees nothing but the agreement.
    """
    products = Product.objects.for_sale().in_audiences(audiences_of(actor))
    if shows_only_agreement(actor):
        return products.filter(IsOneOf("pk", visible_variants(actor).values("product_id")))
    return products


def shows_only_agreement(actor: Actor) -> bool:
    """Whether the role hides all but the agreement assortment from the visitor (A-22)."""
    return actor.membership is not None and actor.membership.only_agreement_assortment


def agreements_of(actor: Actor, *, day: date | None = None) -> QuerySet[Assortment]:
    """The agreement assortments in force for the visitor's customer; none without one.

    `day` is today in the shop's time zone unless said.
    """
    if actor.customer is None:
        return Assortment.objects.none()
    return Assortment.objects.shown_to(actor.customer).valid_on(day or timezone.localdate())


def agreed_items(actor: Actor, *, day: date | None = None) -> QuerySet[AssortmentItem]:
    """What those agreements hold. Limits still apply: an agreement never opens a limited item."""
    return AssortmentItem.objects.filter(assortment__in=agreements_of(actor, day=day).values("pk"))
