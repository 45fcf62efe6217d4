"""Filters as the storefront draws them: words, numbers and fields for its facets."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalogue.facets.bands import limits_of
from catalogue.facets.choices import BRAND, PRICE, STOCK, About, Choice, Filters, Group
from core.money import NO_BREAK_SPACE, currency_symbol
from core.templatetags.money import number
from shop.browsing import field_of, without_value

# Brands at once; the rest unfolds.
_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """A box to tick."""

    value: str
    label: str
    count: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Boxes of which any may hold; `more` are folded away."""

    field: str
    title: str
    choices: tuple[ChoiceShown, ...]
    more: tuple[ChoiceShown, ...] = ()

    @property
    def opens_more(self) -> bool:
        return any(choice.is_chosen for choice in self.more)


@dataclass(frozen=True, slots=True)
class Chip:
    """A set filter; see templates/components/filter_chips.html."""

    label: str
    remove_url: str


def groups_shown(
    groups: Iterable[Group], currency: str, *, with_counts: bool = True
) -> list[GroupShown]:
    """As they are drawn. Without counts a choice is only its name."""
    shown = []
    for group in groups:
        choices = tuple(
            _choice(group.about, choice, currency, with_counts) for choice in group.choices
        )
        shown.append(
            GroupShown(
                field=field_of(group.about),
                title=_title(group.about),
                choices=choices[:_AT_ONCE] if group.about == BRAND else choices,
                more=choices[_AT_ONCE:] if group.about == BRAND else (),
            )
        )
    return shown


def chips_of(filters: Filters, currency: str, url: Callable[[Filters], str]) -> list[Chip]:
    """One for each set filter; `url` is the list's address with other filters."""
    return [
        Chip(_chip_label(about, value, currency), url(without_value(filters, about, value)))
        for about, values in filters.groups.items()
        for value in values
    ]


def _choice(about: About, choice: Choice, currency: str, with_counts: bool) -> ChoiceShown:
    return ChoiceShown(
        value=choice.value,
        label=_label(about, choice.value, currency),
        count=number(choice.count) if with_counts else "",
        is_chosen=choice.is_chosen,
    )


def _title(about: About) -> str:
    if about == BRAND:
        return _("Brand")
    if about == PRICE:
        return _("List price ex VAT")
    return _("Stock") if about == STOCK else about[1]


def _label(about: About, value: str, currency: str) -> str:
    if about == STOCK:
        return _("In stock")
    return _band(value, currency) if about == PRICE else value


def _chip_label(about: About, value: str, currency: str) -> str:
    label = _label(about, value, currency)
    return label if about in {BRAND, PRICE, STOCK} else f"{about[1]}: {label}"


def _band(value: str, currency: str) -> str:
    """'200–500 kr', 'Under 50 kr'; the list price ex VAT, whatever the visitor pays."""
    low, high = limits_of(value)
    symbol = currency_symbol(currency)
    if high is None:
        return _("From %(low)s %(currency)s") % {"low": number(low), "currency": symbol}
    if low == 0:
        return _("Under %(high)s %(currency)s") % {"high": number(high), "currency": symbol}
    return f"{number(low)}–{number(high)}{NO_BREAK_SPACE}{symbol}"
