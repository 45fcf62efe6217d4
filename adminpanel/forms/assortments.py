"""Forms of an agreement assortment: its name and days, its items' prices, lines to add."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Assortment, AssortmentItem
from catalogue.services.assortments import ItemChange
from core.form_fields import AmountField, DayField

_LONGEST_PASTE = 200_000


class AssortmentForm(forms.Form):
    """What the agreement is called and when it holds."""

    name = forms.CharField(label=_("Name"), max_length=120)
    valid_from = DayField(label=_("Valid from"), initial=timezone.localdate)
    valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("The last day it holds. Blank = until you end it."),
    )
    percentages_apply = forms.BooleanField(
        label=_("Discounts also apply to contract prices"),
        required=False,
        help_text=_(
            "Not ticked: a contract price is final. "
            "Ticked: the group's and the customer's percentages are taken off it too."
        ),
    )

    @staticmethod
    def initial_of(assortment: Assortment) -> dict[str, Any]:
        return {name: getattr(assortment, name) for name in AssortmentForm.base_fields}


class ItemsForm(forms.Form):
    """The items of one page: a price, free of charge, or out; with what was seen beside each."""

    def __init__(self, *args: Any, items: Sequence[AssortmentItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = items
        for item in items:
            sku = item.variant.sku
            self.fields[f"price_{item.pk}"] = AmountField(
                label=_("Contract price of %(sku)s") % {"sku": sku},
                required=False,
                initial=item.contract_price_net or None,
            )
            self.fields[f"free_{item.pk}"] = forms.BooleanField(
                label=_("%(sku)s is free of charge") % {"sku": sku},
                required=False,
                initial=item.is_free,
            )
            self.fields[f"out_{item.pk}"] = forms.BooleanField(
                label=_("Take %(sku)s out") % {"sku": sku}, required=False
            )
            self.fields[f"was_{item.pk}"] = forms.CharField(
                widget=forms.HiddenInput, max_length=40, required=False, initial=_seen(item)
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each item with its bound fields, for the table."""
        return [
            {"item": item, **{name: self[f"{name}_{item.pk}"] for name in _FIELDS}}
            for item in self.items
        ]

    def changes(self) -> list[ItemChange]:
        """Only what somebody changed, of what they saw."""
        found = []
        for item in self.items:
            price, free, out, was = (self.cleaned_data[f"{name}_{item.pk}"] for name in _FIELDS)
            seen_price, seen_free = _read_seen(was)
            price = price or None  # 0 and blank both say: the ordinary price
            if out or (price, free) != (seen_price or None, seen_free):
                found.append(
                    ItemChange(
                        item_id=item.pk,
                        seen_price=seen_price,
                        seen_free=seen_free,
                        contract_price_net=price,
                        is_free=free,
                        removes=out,
                    )
                )
        return found


_FIELDS = ("price", "free", "out", "was")


def _seen(item: AssortmentItem) -> str:
    price = "" if item.contract_price_net is None else str(item.contract_price_net)
    return f"{price}|{'free' if item.is_free else ''}"


def _read_seen(was: str) -> tuple[Decimal | None, bool]:
    """What the page showed; a meddled one fits nothing, and is refused as changed meanwhile."""
    price, _bar, free = was.partition("|")
    plain = price.replace(".", "", 1)
    is_number = plain.isascii() and plain.isdigit()
    return (Decimal(price) if is_number else None), free == "free"


def posted_ids(data: Any) -> list[int]:
    """The items that the posted page showed, at most as many as a page has."""
    names = (name.removeprefix("was_") for name in data if name.startswith("was_"))
    return [int(pk) for pk in names if pk.isascii() and pk.isdigit() and len(pk) < 19][:100]


class AddItemsForm(forms.Form):
    """Many article numbers at once, and which lines the person has seen the verdicts of."""

    lines = forms.CharField(
        label=_("Article numbers"),
        max_length=_LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One a line, straight from a spreadsheet if you like. After it a tab or semicolon and "
            "the contract price ex VAT. No price, or 0 = the ordinary price. "
            "The word free = free of charge."
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    @property
    def choice(self) -> str:
        """What was pasted, to compare with what was seen."""
        text = "\n".join(self.cleaned_data["lines"].splitlines())
        return sha256(text.encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        return bool(self.cleaned_data["seen"] == self.choice)
