"""The list of what was changed, with what the shop asks of small orders, and as it goes out."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from customers.exports_records import history_export
from customers.list_specs_history import history_spec
from customers.selectors.history_kinds import Kind
from customers.selectors.history_rules import KINDS, owned

_SMALL_ORDERS = owned(
    "small-orders",
    _("Small orders"),
    "orders.SmallOrderRuleEvent",
    called=lambda _event: "",
    is_shops_too=True,
    words={"vat_rate_id": _("VAT rate")},
    named={"vat_rate_id": VatRate},
)
HISTORY_KINDS: Mapping[str, Kind] = {**KINDS, _SMALL_ORDERS.name: _SMALL_ORDERS}
HISTORY_LIST = history_spec(HISTORY_KINDS)
HISTORY = history_export(HISTORY_LIST, HISTORY_KINDS)
