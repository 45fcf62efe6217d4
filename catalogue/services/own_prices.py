"""Prices of one variant for one group or one customer: set straight away, in a list of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import PriceList, PriceRow, Variant
from catalogue.policies import may_change_goods
from catalogue.selectors.own_prices import lists_only_for
from catalogue.services.prices import (
    PriceDraft,
    create_price_list,
    end_rows,
    set_prices,
)
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor
from customers.models import Customer, CustomerGroup

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class QuantityDraft:
    """A unit price ex VAT from a quantity on; 0 = the normal price, never free (C5)."""

    from_quantity: int
    unit_net: Decimal


@use_case("price-list.set-own")
def set_own_prices(
    *,
    actor: Actor,
    buyer: Customer | CustomerGroup,
    variant: Variant,
    prices: Iterable[QuantityDraft],
    ended: Collection[int] = (),
    price_list_id: int | None = None,
) -> PriceList | None:
    """These prices hold for the buyer from today; those from the quantities in `ended` no more.

    They stand in the list asked for, if it is for this buyer only; else in the first such list;
    else in a new one, "Prices for …". None when there is nothing to set and no list. Raises
    `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    drafts = [PriceDraft(variant, each.unit_net, each.from_quantity) for each in prices]
    # The buyer's row, so that two who begin at once do not make two lists.
    type(buyer)._default_manager.select_for_update(no_key=True).get(pk=buyer.pk)
    price_list = _list_for(actor, buyer, variant, price_list_id, makes=bool(drafts))
    if price_list is None:
        return None
    # The form sends all it showed: a price that was left as it is keeps its last day too.
    held = dict(
        PriceRow.objects.valid_on(timezone.localdate())
        .filter(price_list=price_list, variant=variant)
        .values_list("from_quantity", "unit_net")
    )
    new = [draft for draft in drafts if held.get(draft.from_quantity) != draft.unit_net]
    set_prices(actor=actor, price_list=price_list, prices=new)
    if ended:
        end_rows(
            actor=actor,
            price_list=price_list,
            places=[(variant.pk, quantity) for quantity in ended],
            last_day=timezone.localdate() - timedelta(days=1),
        )
    return price_list


def _list_for(
    actor: Actor,
    buyer: Customer | CustomerGroup,
    variant: Variant,
    price_list_id: int | None,
    *,
    makes: bool,
) -> PriceList | None:
    own = lists_only_for(buyer, variant)
    if price_list_id is not None:
        for each in own:
            if each.pk == price_list_id:
                return each
        raise CatalogueRefused(
            Refused(_("This price list is no longer for this buyer only."), "not-own-list")
        )
    if own:
        return own[0]
    if not makes:
        return None
    return create_price_list(actor=actor, name=_free_name(buyer), connected_to=[buyer])


def _free_name(buyer: Customer | CustomerGroup) -> str:
    """ "Prices for Norrviks kommun", with a number when that is taken."""
    name = (_("Prices for %(buyer)s") % {"buyer": buyer.name})[: _LONGEST_NAME - 5]
    taken = set(PriceList.objects.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)
