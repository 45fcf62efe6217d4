"""What a 'limit by group' would take from whom, said before it is set (K-17..K-19)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from catalogue.models import EVERYONE_ID, Product, ProductCategory, Variant
from catalogue.selectors.limit_tree import limits_by_owner, load_limit_tree
from catalogue.visibility import Limit, VisibilityAnswer, any_of, combine, explain_visibility
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Membership
from customers.querysets import CustomerQuerySet
from customers.selectors.group_names import group_names


@dataclass(frozen=True)
class SightChange:
    """Active customers, and the people who buy for them, who see a thing before and after."""

    before: Limit
    after: Limit
    lose_customers: int
    lose_people: int
    gain_customers: int
    gain_people: int
    left_customers: int

    @property
    def hides_from_visitors(self) -> bool:
        """Whoever is not logged in, or belongs to no customer, loses it too."""
        return self.before is None and self.after is not None

    @property
    def is_for_nobody(self) -> bool:
        return self.after == frozenset()


def sight_change(before: Limit, after: Limit) -> SightChange:
    """Five queries, whatever the number of customers."""
    seen, seeing = _customers(before), _customers(after)
    lost, won = seen.exclude(pk__in=seeing.values("pk")), seeing.exclude(pk__in=seen.values("pk"))
    return SightChange(
        before=before,
        after=after,
        lose_customers=lost.count(),
        lose_people=_people(lost),
        gain_customers=won.count(),
        gain_people=_people(won),
        left_customers=seeing.count(),
    )


def _customers(limit: Limit) -> CustomerQuerySet:
    active = Customer.objects.filter(is_active=True).order_by()
    if limit is None:
        return active
    further = Customer.further_groups.through.objects.filter(customergroup__in=limit)
    return active.filter(Q(main_group__in=limit) | Q(pk__in=further.values("customer_id")))


def _people(customers: CustomerQuerySet) -> int:
    members = Membership.objects.filter(
        customer__in=customers.values("pk"), is_active=True, user__is_active=True
    )
    return members.values("user").distinct().count()


def limit_now(target: Product | Variant) -> Limit:
    """Whom the target is for now, with all that limits it from above. One query at most."""
    if target.audience_id == EVERYONE_ID:
        return None
    return frozenset(target.audience.group_ids or ())


def why_seen(actor: Actor, product: Product, *, asker: Actor) -> VisibilityAnswer:
    """Whether the limits let the actor see one of the product's versions for sale, and which limit
    decides: of the first version that passes, else of the first. At most eight queries.

    `asker` is told of it, and reads the names of the groups that they may know of.
    """
    own: Limit = frozenset(product.limit_groups.values_list("pk", flat=True)) or None
    of_variants = limits_by_owner(
        Variant.limit_groups.through.objects.filter(variant__product=product), "variant_id"
    )
    shown = list(product.variants.filter(is_active=True).values_list("pk", flat=True))
    paths = _paths(product)
    limits = [limit for path in paths for limit in path if limit is not None]
    named = frozenset().union(*limits, own or (), *(limit or () for limit in of_variants.values()))
    names = group_names(asker, named).seen
    told = dict.fromkeys(named, str(_("a group that you do not see"))) | dict(names)
    answers = [
        explain_visibility(
            paths, own, of_variants.get(pk), groups=actor.group_ids, group_names=told
        )
        for pk in shown or [0]  # no version for sale: as the product by itself
    ]
    return next((answer for answer in answers if answer.visible), answers[0])


def limit_with(target: Product | Variant, groups: Collection[CustomerGroup]) -> Limit:
    """Whom it would be for with this limit of its own. At most six queries."""
    chosen: Limit = frozenset(group.pk for group in groups) or None
    if isinstance(target, Variant):
        product = target.product
        own: Limit = frozenset(product.limit_groups.values_list("pk", flat=True)) or None
        return combine(_paths(product), own, chosen)
    paths = _paths(target)
    of_variants = limits_by_owner(
        Variant.limit_groups.through.objects.filter(variant__product=target), "variant_id"
    )
    shown = target.variants.filter(is_active=True).values_list("pk", flat=True)
    return any_of(combine(paths, chosen, of_variants.get(pk)) for pk in shown)


def _paths(product: Product) -> list[list[Limit]]:
    """The limits down each way to the product. Three queries."""
    tree = load_limit_tree()
    placed = ProductCategory.objects.filter(product=product)
    return [tree.path_to(pk) for pk in placed.values_list("category_id", flat=True)]
