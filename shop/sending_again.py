"""What checkout begins with when the cart is an earlier order, edited."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from customers.models import Address
from orders.models import Order
from shop.forms.written_address import OWN_ADDRESS

_KEPT = ("customer_reference", "cost_centre", "goods_marking", "invoice_reference", "comment")


def prefilled_from(
    order: Order | None, addresses: Sequence[Address], *, may_write_address: bool
) -> Mapping[str, object]:
    """Address, references, wishes and words of `order`, by the names of the checkout's fields.

    An address that is neither in the register nor may be written, and a day that has passed, stay
    behind: the form then begins as it does for anyone.
    """
    if order is None:
        return {}
    found: dict[str, object] = {name: getattr(order, name) for name in _KEPT}
    found["attention"] = order.delivery_attention
    found["in_own_words"] = order.is_free_text
    if order.requested_on is not None and order.requested_on >= timezone.localdate():
        found["requested_on"] = order.requested_on
    return found | _address(order, addresses, may_write_address)


def keeps_address(order: Order, addresses: Sequence[Address], *, may_write_address: bool) -> bool:
    """Whether the order can go where it was to go before."""
    return bool(_address(order, addresses, may_write_address))


def _address(order: Order, addresses: Sequence[Address], may_write: bool) -> dict[str, object]:
    written: dict[str, object] = {
        "name": order.delivery_name,
        "street": order.delivery_street,
        "postal_code": order.delivery_postal_code,
        "city": order.delivery_city,
        "country": str(order.delivery_country),
    }
    for address in addresses:
        if all(str(getattr(address, name)) == value for name, value in written.items()):
            return {"address": str(address.pk)}
    own = {"address": OWN_ADDRESS, **written, "phone": order.delivery_phone}
    return own if may_write else {}
