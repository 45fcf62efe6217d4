"""Forms of price lists: the list, its rows, a change of all of them, the day of publishing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.double_discounts import YesToDiscounts
from catalogue.models import Category, PriceList
from catalogue.pricing.adjusting import STEPS
from catalogue.services.own_prices import QuantityDraft
from catalogue.services.staged_prices import Adjustment
from core.form_fields import AmountField, DayField, PercentField
from core.money import format_amount

MOST_QUANTITY = 1_000_000
_NEW_ROWS = 2


class PriceListForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    valid_from = DayField(label=_("Valid from"), initial=timezone.localdate)
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("The last day included. Blank = until further notice."),
    )

    @staticmethod
    def initial_of(price_list: PriceList) -> dict[str, Any]:
        return {
            "name": price_list.name,
            "valid_from": price_list.valid_from,
            "valid_until": price_list.valid_until,
        }


class Laddered(Protocol):
    """A price from a quantity on."""

    @property
    def from_quantity(self) -> int: ...
    @property
    def unit_net(self) -> Decimal | None: ...


@dataclass(frozen=True, slots=True)
class LadderRow:
    """Two fields side by side, and the quantity and price that the row had."""

    quantity: forms.BoundField
    price: forms.BoundField
    was: forms.BoundField
    seen: forms.BoundField


class LadderForm(forms.Form):
    """The quantity prices of one variant: what stands, and some empty rows.

    A standing row whose price is made blank ends; 0 is kept as 0. Both mean the normal price.
    A row that is left as it was shown says nothing: somebody else may have changed it meanwhile.
    """

    def __init__(
        self,
        *args: Any,
        prices: Sequence[Laddered] = (),
        lists: Sequence[PriceList] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.count = max(len(prices), self._sent()) + (0 if self.is_bound else _NEW_ROWS)
        for index in range(self.count):
            self._add_row(index, prices[index] if index < len(prices) else None)
        self._shown_list = lists[0].pk if lists else None
        if not prices and not self.is_bound:
            self.fields["q0"].initial = 1
        if len(lists) > 1:
            self.fields["price_list"] = forms.ChoiceField(
                label=_("Price list"), choices=[(each.pk, each.name) for each in lists]
            )

    def _sent(self) -> int:
        """How many rows the browser sent, at most what a person would write."""
        count = 0
        while count < 30 and self.is_bound and self.add_prefix(f"q{count}") in self.data:
            count += 1
        return count

    def _add_row(self, index: int, price: Laddered | None) -> None:
        self.fields[f"was{index}"] = forms.IntegerField(
            required=False,
            widget=forms.HiddenInput,
            initial=price.from_quantity if price else None,
        )
        self.fields[f"q{index}"] = forms.IntegerField(
            label=_("From quantity"),
            required=False,
            min_value=1,
            max_value=MOST_QUANTITY,
            initial=price.from_quantity if price else None,
        )
        self.fields[f"p{index}"] = AmountField(
            label=_("Price ex VAT"), required=False, initial=price.unit_net if price else None
        )
        self.fields[f"seen{index}"] = AmountField(
            required=False,
            widget=forms.HiddenInput,
            initial=price.unit_net if price else None,
        )

    @property
    def ladder(self) -> Iterator[LadderRow]:
        for index in range(self.count):
            yield LadderRow(
                self[f"q{index}"], self[f"p{index}"], self[f"was{index}"], self[f"seen{index}"]
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[int] = set()
        for index in range(self.count):
            quantity, price = cleaned.get(f"q{index}"), cleaned.get(f"p{index}")
            if f"q{index}" in self.errors:
                continue
            if price is not None and quantity is None:
                self.add_error(f"q{index}", _("Write from which quantity."))
            elif price is not None and quantity in seen:
                self.add_error(f"q{index}", _("This quantity is already above."))
            elif price is not None and quantity is not None:
                seen.add(quantity)
        return cleaned

    @property
    def prices(self) -> Sequence[QuantityDraft]:
        """Those that are new or another than was shown; all, where another list is chosen."""
        values = self.cleaned_data
        left = {
            values[f"was{index}"]: values[f"seen{index}"]
            for index in range(self.count)
            if self.price_list_id in (None, self._shown_list)
        }
        return [each for each in self._written if left.get(each.from_quantity) != each.unit_net]

    @property
    def _written(self) -> Sequence[QuantityDraft]:
        rows = ((self.cleaned_data[f"q{i}"], self.cleaned_data[f"p{i}"]) for i in range(self.count))
        return [QuantityDraft(quantity, price) for quantity, price in rows if price is not None]

    @property
    def ended(self) -> Collection[int]:
        """Quantities that stood there when the page was shown and have no price now."""
        was = {self.cleaned_data[f"was{index}"] for index in range(self.count)} - {None}
        return was - {each.from_quantity for each in self._written}

    @property
    def price_list_id(self) -> int | None:
        chosen = self.cleaned_data.get("price_list")
        return int(chosen) if chosen else None


class PasteForm(forms.Form):
    lines = forms.CharField(
        label=_("Lines"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_(
            "One a line: article number; from quantity; price ex VAT. Columns copied from a "
            "spreadsheet work too. 0 = the normal price."
        ),
    )


class AdjustForm(forms.Form):
    """All rows of the list, of one brand or of one branch of the tree."""

    way = forms.ChoiceField(
        label=_("Way"), choices=(("raise", _("Raise")), ("lower", _("Lower"))), initial="raise"
    )
    percent = PercentField(label=_("By, %"))
    step = forms.ChoiceField(
        label=_("Round to"), choices=lambda: [(str(step), _step(step)) for step in STEPS]
    )
    brand = forms.CharField(
        label=_("Only this brand"), max_length=120, required=False, help_text=_("Blank = all.")
    )
    category = forms.CharField(
        label=_("Only this category"),
        max_length=500,
        required=False,
        help_text=_("Its name or address, with everything below. Blank = all."),
    )

    def clean_percent(self) -> Decimal:
        percent: Decimal = self.cleaned_data["percent"]
        if not percent:
            raise forms.ValidationError(gettext("Write more than 0."))
        if self.cleaned_data.get("way") == "lower" and percent > 90:
            raise forms.ValidationError(gettext("A price is lowered by at most 90 %."))
        return percent

    def adjustment(self, category: Category | None) -> Adjustment:
        values = self.cleaned_data
        percent: Decimal = values["percent"]
        return Adjustment(
            percent=-percent if values["way"] == "lower" else percent,
            step=Decimal(values["step"]),
            brand=values["brand"].strip(),
            category_path=category.path if category else "",
        )


def _step(step: Decimal) -> str:
    return format_amount(step)


class PublishForm(forms.Form):
    first_day = DayField(
        label=_("First day"),
        initial=timezone.localdate,
        help_text=_("Today or later. What holds now ends the day before."),
    )
    version = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ExplainForm(forms.Form):
    """Asked by address: nothing is saved."""

    article = forms.CharField(label=_("Article number"), max_length=80)
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=MOST_QUANTITY, initial=1
    )


class TierForm(YesToDiscounts):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Reseller, Wholesaler, Distributor …")
    )
    discount_percent = PercentField(
        label=_("Discount, %"),
        required=False,
        help_text=_("On items only. Of this and the group's discount the larger counts."),
    )
