"""How amounts, per cents and counts are written: filters for values, tags that know a currency."""

from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.money import MINUS, NO_BREAK_SPACE, format_amount, format_money, round_money

register = template.Library()

DEFAULT_CURRENCY = "SEK"


def currency_in(context: Context) -> str:
    """The currency a page writes: its own `currency`, else the shop's, else Swedish kronor."""
    own = context.get("currency")
    if own:
        return str(own)
    shop = context.get("shop")
    return str(getattr(shop, "currency", "") or DEFAULT_CURRENCY)


def is_amount(value: Any) -> bool:
    """Whether `value` can be written as an amount; a bool is not one, nor is an empty string."""
    return isinstance(value, (Decimal, int)) and not isinstance(value, bool)


@register.filter("money")
def money_filter(value: Any, currency: str = DEFAULT_CURRENCY) -> str:
    """'12 495,00 kr', or '' for nothing. In pages prefer `{% money %}`, which knows the shop."""
    return format_money(Decimal(value), currency or DEFAULT_CURRENCY) if is_amount(value) else ""


@register.filter("amount")
def amount_filter(value: Any, currency: str = DEFAULT_CURRENCY) -> str:
    """'12 495,00' for columns whose heading names the currency, or '' for nothing."""
    return format_amount(Decimal(value), currency or DEFAULT_CURRENCY) if is_amount(value) else ""


@register.simple_tag(name="money", takes_context=True)
def money_tag(context: Context, value: Any, currency: str = "") -> str:
    """As the filter, in the page's currency."""
    return money_filter(value, currency or currency_in(context))


@register.simple_tag(name="amount", takes_context=True)
def amount_tag(context: Context, value: Any, currency: str = "") -> str:
    """As the filter, with the decimals of the page's currency."""
    return amount_filter(value, currency or currency_in(context))


@register.simple_tag(takes_context=True)
def key_figure(context: Context, value: Any, currency: str = "") -> str:
    """'1 284 310 kr': an amount on a card, where the öre may be dropped (LOOK §3)."""
    if not is_amount(value):
        return ""
    code = currency or currency_in(context)
    whole = round_money(Decimal(value), "JPY")  # a currency without decimals: whole units
    symbol = format_money(Decimal(0), code).rsplit(NO_BREAK_SPACE, 1)[1]
    return f"{number(int(whole))}{NO_BREAK_SPACE}{symbol}"


@register.filter
def number(value: Any) -> str:
    """'1 284 310': a count with no-break spaces for thousands."""
    if not is_amount(value):
        return "" if value is None else str(value)
    text = f"{abs(int(value)):,}".replace(",", NO_BREAK_SPACE)
    return f"{MINUS}{text}" if value < 0 else text


@register.filter
def percent(value: Any) -> str:
    """'2,5 %' or '−4 %', without decimals that say nothing."""
    if not is_amount(value):
        return ""
    text = f"{abs(Decimal(value)):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = MINUS if value < 0 else ""
    return f"{sign}{text.replace('.', ',')}{NO_BREAK_SPACE}%"


@register.filter
def change_percent(value: Any) -> str:
    """'+18 %' or '−1,7 %': a change always shows its direction; no change is '0 %'."""
    text = percent(value)
    return f"+{text}" if is_amount(value) and value > 0 else text


@register.simple_tag(takes_context=True)
def sum_with_vat(context: Context, net: Any, gross: Any, currency: str = "") -> SafeString:
    """An amount cell: ex VAT first and strong, inc VAT under it."""
    code = currency or currency_in(context)
    return format_html(
        '<span class="sum-net amount">{}</span> <span class="sum-gross amount">{}</span>',
        money_filter(net, code),
        _("%(amount)s inc VAT") % {"amount": money_filter(gross, code)},
    )
