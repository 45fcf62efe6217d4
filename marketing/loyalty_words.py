"""Why a line of the points' ledger is there, in the words of whoever reads it. Pure."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.money import format_money
from core.reasons import Text, say, together
from marketing.models import LoyaltyEntry, LoyaltyKind


def why(entry: LoyaltyEntry) -> Text:
    """The rule and the figures of an earning, the reason that staff gave, what became of an
    order. What it says of an order is only for those who may see it."""
    match entry.kind:
        case LoyaltyKind.EARN:
            return _earned(entry)
        case LoyaltyKind.REDEEM:
            return _("Paid for a part of the order.")
        case LoyaltyKind.RETURN:
            return _("Had paid for what was taken back, made smaller or credited.")
        case LoyaltyKind.REVERSE:
            return _reversed(entry)
        case LoyaltyKind.EXPIRE:
            return _("Their time was over.")
    if entry.details.get("moved"):
        return _("Went along with orders that were sent without logging in.")
    return entry.reason


def _earned(entry: LoyaltyEntry) -> Text:
    details = entry.details
    factor = Decimal(details["factor"])
    sentence = say(
        _("%(value)s of goods ex VAT, %(per)s for each 100."),
        value=format_money(Decimal(details["value_net"]), details["currency"]),
        per=_plain(details["per_100"]),
    )
    parts: list[Text] = [sentence]
    if factor != 1:
        parts.append(say(_("Times %(factor)s."), factor=_plain(details["factor"])))
    if details["group"]:
        parts.append(say(_("Rule for %(group)s."), group=details["group"]))
    else:
        parts.append(_("Rule for everybody."))
    return together(*parts)


def _reversed(entry: LoyaltyEntry) -> Text:
    if entry.details.get("settles"):
        return _("Pays what was owed for a credited order.")
    if entry.owed:
        return say(
            _(
                "The order that earned them was credited. %(owed)s had been used already and are"
                " owed: the next ones pay them."
            ),
            owed=entry.owed,
        )
    return _("The order that earned them was credited.")


def _plain(written: str) -> str:
    """'1', '1,5': as few decimals as there are."""
    return format(Decimal(written).normalize(), "f").replace(".", ",")
