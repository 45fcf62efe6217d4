"""The list of what was changed, with what the shop asks of small orders, and as it goes out."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from customers.access import Perm
from customers.exports_records import history_export
from customers.list_specs_history import history_spec
from customers.models import User
from customers.selectors.history_kinds import Kind
from customers.selectors.history_rules import KINDS, in_words, owned

_SMALL_ORDERS = owned(
    "small-orders",
    _("Small orders"),
    "orders.SmallOrderRuleEvent",
    called=lambda _event: "",
    is_shops_too=True,
    words={"vat_rate_id": _("VAT rate")},
    named={"vat_rate_id": VatRate},
)
_AFFILIATES = Kind(
    "affiliates",
    _("Affiliates"),
    "marketing.AffiliateEvent",
    lambda actor: Q() if actor.has(Perm.STAFF_AFFILIATE) else Q(pk__in=[]),
    User,
    "user_id",
    "code",
    left_out=frozenset({"code_mark"}),
)
# The ledger of points is its own history; what it goes by is remembered like any rule.
_PROGRAMME = Kind(
    "points",
    _("Points"),
    "marketing.LoyaltyProgrammeEvent",
    lambda actor: Q() if actor.has(Perm.STAFF_SETTINGS) else Q(pk__in=[]),
    None,
    in_full=True,
    called=lambda event: str(event.points_name),
    said=in_words,
)
_POINTS_RULES = Kind(
    "points-rules",
    _("Rules for points"),
    "marketing.LoyaltyRuleEvent",
    lambda actor: Q() if actor.has(Perm.STAFF_SETTINGS) else Q(pk__in=[]),
    None,
    in_full=True,
    called=lambda _event: "",
    said=in_words,
)
HISTORY_KINDS: Mapping[str, Kind] = {
    **KINDS,
    _SMALL_ORDERS.name: _SMALL_ORDERS,
    _AFFILIATES.name: _AFFILIATES,
    _PROGRAMME.name: _PROGRAMME,
    _POINTS_RULES.name: _POINTS_RULES,
}
HISTORY_LIST = history_spec(HISTORY_KINDS)
HISTORY = history_export(HISTORY_LIST, HISTORY_KINDS)
