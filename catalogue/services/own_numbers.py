"""What customers and groups call our goods in their own papers."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import OwnArticleNumber, Variant
from catalogue.policies import may_change_goods
from catalogue.search.words import fold_code
from catalogue.services.goods_history import Noted, note
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.models import Customer, CustomerGroup


@use_case("variant.own-number")
def set_own_number(
    *, actor: Actor, variant: Variant, owner: Customer | CustomerGroup, number: str
) -> OwnArticleNumber:
    """`owner` calls the variant `number` from now on, instead of what it called it before.

    A number means one variant within its owner, however it is typed. Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    number = " ".join(number.split())
    folded = fold_code(number)
    if not folded:
        raise CatalogueRefused(Refused(_("A number has letters or digits."), "number-empty"))
    owned = OwnArticleNumber.objects.filter(_of(owner))
    _require_free(owned, variant, owner, folded, number)
    found = owned.select_for_update().filter(variant=variant).first()
    old = found.number if found else ""
    row = found or OwnArticleNumber(
        variant=variant,
        customer=owner if isinstance(owner, Customer) else None,
        group=owner if isinstance(owner, CustomerGroup) else None,
    )
    row.number, row.folded = number, folded
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # somebody else was first
        _require_free(owned.all(), variant, owner, folded, number)
        raise
    if old != number:
        note([variant.product_id], _noted(variant, owner, old, number))
    return row


@use_case("variant.own-number-remove")
def remove_own_number(*, actor: Actor, own_number: OwnArticleNumber) -> None:
    """The owner calls the variant nothing of its own any more."""
    require(may_change_goods(actor))
    rows = OwnArticleNumber.objects.select_related("variant", "customer", "group")
    for row in rows.filter(pk=own_number.pk):
        owner = row.customer or row.group
        if owner is not None:
            old = _said(row.variant, owner, row.number)
            note([row.variant.product_id], Noted("own_number", old, ""))
        row.delete()


def _of(owner: Customer | CustomerGroup) -> Q:
    return Q(customer=owner) if isinstance(owner, Customer) else Q(group=owner)


def _noted(variant: Variant, owner: Customer | CustomerGroup, old: str, number: str) -> Noted:
    """A first number is added whole; a later one stands after the one it replaced."""
    if old:
        return Noted("own_number", _said(variant, owner, old), number)
    return Noted("own_number", "", _said(variant, owner, number))


def _said(variant: Variant, owner: Customer | CustomerGroup, number: str) -> str:
    """A customer by number: names of people are not kept in the history."""
    who = owner.number if isinstance(owner, Customer) else owner.name
    return f"{variant.sku}, {who}: {number}"


def _require_free(
    owned: QuerySet[OwnArticleNumber],
    variant: Variant,
    owner: Customer | CustomerGroup,
    folded: str,
    number: str,
) -> None:
    taken = owned.filter(folded=folded).exclude(variant=variant).select_related("variant").first()
    if taken is not None:
        reason = say(
            _("At %(owner)s, %(number)s already means %(sku)s."),
            owner=owner.name,
            number=number,
            sku=taken.variant.sku,
        )
        raise CatalogueRefused(Refused(reason, "number-taken"))
