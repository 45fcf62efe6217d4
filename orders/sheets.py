"""What a spreadsheet of orders looks like. It only goes out: orders are placed, not imported."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from core.exchange.sheet import Column, Sheet
from core.exchange.values import text
from core.reasons import Text

_COLUMNS: tuple[tuple[str, Text], ...] = (
    ("number", _("Order")),
    ("status", _("Status")),
    ("placed", _("Placed")),
    ("released", _("Sent to the reseller")),
    ("customer_number", _("Customer number")),
    ("customer", _("Customer")),
    ("org_number", _("Organisation number")),
    ("group", _("Customer group")),
    ("orderer", _("Ordered by")),
    ("orderer_email", _("E-mail")),
    ("placed_by", _("Placed by")),
    ("customer_reference", _("Your order number")),
    ("cost_centre", _("Cost centre")),
    ("goods_marking", _("Goods marking")),
    ("invoice_reference", _("Invoice reference")),
    ("extra", _("Extra fields")),
    ("extra_lines", _("Extra fields of lines")),
    ("requested", _("Requested delivery date")),
    ("delivery_method", _("Delivery method")),
    ("shipper_account", _("Shipper account")),
    ("payment_method", _("Payment")),
    ("goods_net", _("Goods ex VAT")),
    ("shipping_net", _("Shipping ex VAT")),
    ("fees_net", _("Fees ex VAT")),
    ("small_order_fee_net", _("Of it small-order fee ex VAT")),
    ("value_net", _("Order value ex VAT")),
    ("vat", _("VAT")),
    ("gross", _("Total inc VAT")),
    ("points_used", _("Points used")),
    ("points_amount", _("Paid with points")),
    ("credited_net", _("Credited ex VAT")),
    ("credited_gross", _("Credited inc VAT")),
    ("currency", _("Currency")),
    ("due", _("Due")),
    ("paid", _("Paid")),
)


@lru_cache(maxsize=8)
def order_sheet(currency: str) -> Sheet:
    """One row = one order; each says its own currency."""
    return Sheet(
        name="orders",
        label=_("Orders"),
        columns=tuple(Column(key, label, text) for key, label in _COLUMNS),
        key=("number",),
    )
