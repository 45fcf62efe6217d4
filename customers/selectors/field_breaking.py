"""Which saved addresses a stricter rule leaves behind: those that keep the old, not the new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from customers.actors import Actor
from customers.field_rules import ADDRESSES, Rule
from customers.models import Address, Customer, ShopSettings
from customers.selectors.field_rules import Scope, rules_for_many

MOST_NAMED = 50
_MOST_READ = 5_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Breaking:
    """The first of the register, with their customers; how many people keep; whether more do."""

    addresses: Sequence[Address] = ()
    kept: int = 0
    has_more: bool = False

    @property
    def is_none(self) -> bool:
        return not self.addresses and not self.kept


def addresses_breaking(shop: ShopSettings, scope: Scope, *, before: Rule, after: Rule) -> Breaking:
    """Of the scope's addresses; bounded, however many there are.

    A more exact rule excepts its customers, so each address is judged by all that holds for it:
    `after`'s words put in the scope's place.
    """
    found: list[Address] = []
    kept = read = 0
    rows = _candidates(scope, after)[:_MOST_READ].iterator(_AT_ONCE)
    while some := list(islice(rows, _AT_ONCE)):
        read += len(some)
        for address in _breaking(shop, scope, some, before=before, after=after):
            if address.membership_id is not None:
                kept += 1
            elif len(found) < MOST_NAMED:
                found.append(address)
            else:
                return Breaking(found, kept, has_more=True)
    return Breaking(found, kept, has_more=read >= _MOST_READ)


def may_break(actor: Actor, scope: Scope, after: Rule) -> "QuerySet[Address, Address]":
    """Of the registers that the actor sees: all that `broken_of` has to look at, as named."""
    customers = Customer.objects.visible_to(actor).order_by().values("pk")
    found = _candidates(scope, after).filter(membership=None, customer__in=customers)
    return found.order_by("pk")


def broken_of(
    shop: ShopSettings,
    scope: Scope,
    addresses: "QuerySet[Address, Address]",
    *,
    before: Rule,
    after: Rule,
) -> Iterator[Address]:
    """All of these that `addresses_breaking` would name, as a stream. Two queries for each
    _AT_ONCE at most."""
    rows = addresses.iterator(_AT_ONCE)
    while some := list(islice(rows, _AT_ONCE)):
        yield from _breaking(shop, scope, some, before=before, after=after)


def _breaking(
    shop: ShopSettings, scope: Scope, some: Sequence[Address], *, before: Rule, after: Rule
) -> Iterator[Address]:
    """One query, none while no group and no customer has rules."""
    owners = {each.customer_id: each.customer.main_group_id for each in some}
    exact = rules_for_many(shop, owners.items())
    name = after.name
    for address in some:
        own = exact[address.customer_id].layers
        said = after.said
        for layer in reversed(own[: _more_exact(scope, len(own))]):
            if (ADDRESSES, name) in layer:
                said = layer[ADDRESSES, name].over(said)
        now = Rule(after.field, said, _requires(after, said), after.place)
        value = getattr(address, name)
        if now.is_hidden or now.wrong_with(value) is None:
            continue
        if before.wrong_with(value) is None:
            yield address


def _more_exact(scope: Scope, layers: int) -> int:
    """How many of a customer's layers come before the scope's: (customer, group, shop)."""
    if scope.customer is not None or layers < 3:
        return 0
    return 1 if scope.group is not None else 2


def _requires(after: Rule, said: object) -> bool:
    return bool(after.field.always) or bool(getattr(said, "is_required", None))


def _candidates(scope: Scope, after: Rule) -> "QuerySet[Address, Address]":
    """What could break it; the register comes first."""
    addresses = Address.objects.select_related("customer").annotate(length=Length(after.name))
    if scope.customer is not None:
        addresses = addresses.filter(customer=scope.customer)
    elif scope.group is not None:
        addresses = addresses.filter(customer__main_group=scope.group)
    said, wrong = after.said, Q(length__gt=after.max_length)
    if after.is_required and not after.field.always:
        wrong |= Q(length=0)
    if said.min_length:
        wrong |= Q(length__gt=0, length__lt=said.min_length)
    if said.prefix:
        wrong |= Q(length__gt=0) & ~Q(**{f"{after.name}__startswith": said.prefix})
    if said.pattern:
        wrong |= Q(length__gt=0)  # what a letter is, Python says
    order = F("membership").asc(nulls_first=True)
    found: QuerySet[Address, Address] = addresses.filter(wrong).order_by(order, "pk")
    return found
