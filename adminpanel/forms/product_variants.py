"""The form of one version of a product, with its attributes as rows of name and value."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.products import choices_of
from catalogue.models import Variant, VatRate
from catalogue.selectors.product_card import variant_by_sku
from catalogue.services.variants import MOST_CODES, VariantDraft
from catalogue.sheet_values import has_check_digit
from core.form_fields import AmountField

MOST_ATTRIBUTES = 100
_BLANK_ROWS = 3
_LONGEST_EAN = 14
_LONGEST_NAME, _LONGEST_VALUE = 100, 1_000
_INTEGER = 2_147_483_647


class VariantForm(forms.Form):
    """Everything on a version. `warnings` are what is odd but goes in."""

    sku = forms.CharField(label=gettext_lazy("Article number"), max_length=80)
    name = forms.CharField(
        label=gettext_lazy("Version"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Blank when there is only one."),
    )
    list_price_net = AmountField(
        label=gettext_lazy("List price ex VAT"),
        required=False,
        help_text=gettext_lazy("Blank = no price, it cannot be bought."),
    )
    vat_rate = forms.ChoiceField(label=gettext_lazy("VAT rate"))
    is_free = forms.BooleanField(
        label=gettext_lazy("Free of charge"),
        required=False,
        help_text=gettext_lazy("It costs nothing. A price of 0 alone never means free."),
    )
    is_active = forms.BooleanField(label=gettext_lazy("For sale"), required=False, initial=True)
    stock_quantity = forms.IntegerField(
        label=gettext_lazy("In stock"), initial=0, min_value=-_INTEGER, max_value=_INTEGER
    )
    no_backorder = forms.BooleanField(
        label=gettext_lazy("Sold only from stock"),
        required=False,
        help_text=gettext_lazy("Otherwise stock only informs."),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    pack_size = forms.IntegerField(
        label=gettext_lazy("Pieces in a pack"),
        initial=1,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("Sold only in whole packs. 1 = any number."),
    )
    ean = forms.CharField(label=gettext_lazy("EAN"), max_length=30, required=False)
    part_number = forms.CharField(
        label=gettext_lazy("Manufacturer's part number"), max_length=120, required=False
    )
    further_codes = forms.CharField(
        label=gettext_lazy("Further codes"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Other EANs or numbers that find it, one a line."),
    )
    replaced_by = forms.CharField(
        label=gettext_lazy("Replaced by"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The article number of its successor."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Position"),
        required=False,
        min_value=0,
        max_value=_INTEGER,
        help_text=gettext_lazy("The lowest comes first. Blank = last."),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    stock_seen = forms.IntegerField(
        required=False, min_value=-_INTEGER, max_value=_INTEGER, widget=forms.HiddenInput
    )

    def __init__(
        self,
        data: Any = None,
        *,
        rates: Sequence[VatRate],
        attributes: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.rates = {str(rate.pk): rate for rate in rates}
        self.warnings: list[str] = []
        self.attribute_error = ""
        self._held = dict(attributes or {})
        choices_of(self, "vat_rate", [(pk, rate.name) for pk, rate in self.rates.items()])
        default = next((pk for pk, rate in self.rates.items() if rate.is_default), "")
        self.fields["vat_rate"].initial = default
        self.fields["further_codes"].is_wide = True  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(variant: Variant, codes: Sequence[str], mark: str) -> dict[str, Any]:
        names = [name for name in VariantForm.base_fields if hasattr(variant, name)]
        return {name: getattr(variant, name) for name in names} | {
            "vat_rate": str(variant.vat_rate_id),
            "replaced_by": variant.replaced_by.sku if variant.replaced_by else "",
            "further_codes": "\n".join(codes),
            "seen": mark,
            "stock_seen": variant.stock_quantity,
        }

    @property
    def attribute_rows(self) -> list[tuple[str, str]]:
        """What stands in the rows now, and some empty ones."""
        if self.is_bound:
            rows = [row for row in self._written() if any(row)]
        else:
            rows = [(name, _shown(value)) for name, value in self._held.items()]
        return [*rows, *[("", "")] * _BLANK_ROWS]

    def _written(self) -> list[tuple[str, str]]:
        data: Any = self.data
        names = data.getlist(self.add_prefix("attribute_name"))
        values = data.getlist(self.add_prefix("attribute_value"))
        rows = zip(names[: MOST_ATTRIBUTES * 2], values, strict=False)
        return [
            (name.replace("\x00", "").strip(), value.replace("\x00", "").strip())
            for name, value in rows
        ]

    def clean(self) -> dict[str, Any]:
        """Attributes of one name, a name for each value; a value that is left stays what it was."""
        found: dict[str, Any] = {}
        for name, value in self._written():
            if not name and not value:
                continue
            self.attribute_error = self.attribute_error or _wrong(name, value, found)
            same = name in self._held and _shown(self._held[name]) == value
            if value:
                found[name] = self._held[name] if same else value
        if len(found) > MOST_ATTRIBUTES:
            self.attribute_error = _("At most %(most)s attributes.") % {"most": MOST_ATTRIBUTES}
        if self.attribute_error:
            self.add_error(None, self.attribute_error)
        cleaned: dict[str, Any] = self.cleaned_data
        cleaned["attributes"] = found
        price: Decimal | None = cleaned.get("list_price_net")
        if price == 0 and not cleaned.get("is_free"):
            self.warnings.append(_("A price of 0 alone is no price: it cannot be bought."))
        return cleaned

    def clean_ean(self) -> str:
        ean: str = "".join(self.cleaned_data["ean"].replace("-", "").split())
        if not ean:
            return ""
        if not (ean.isascii() and ean.isdecimal()) or len(ean) > _LONGEST_EAN:
            raise ValidationError(_("An EAN has 8, 12, 13 or 14 digits."))
        if not has_check_digit(ean):
            self.warnings.append(_("The check digit of the EAN is wrong. It is kept as it is."))
        return ean

    def clean_further_codes(self) -> list[str]:
        codes = [line.strip() for line in self.cleaned_data["further_codes"].splitlines()]
        found = list(dict.fromkeys(code for code in codes if code))
        if too_long := next((code for code in found if len(code) > 40), ""):
            raise ValidationError(
                _("“%(code)s” is longer than 40 characters.") % {"code": too_long}
            )
        if len(found) > MOST_CODES:
            raise ValidationError(_("At most %(most)s codes.") % {"most": MOST_CODES})
        return found

    def clean_replaced_by(self) -> Variant | None:
        sku: str = self.cleaned_data["replaced_by"].strip()
        if not sku:
            return None
        found = variant_by_sku(sku)
        if found is None:
            raise ValidationError(_("No version has the article number %(sku)s.") % {"sku": sku})
        return found

    def draft(self) -> VariantDraft:
        values = self.cleaned_data
        names = (
            *("sku", "name", "ean", "part_number", "list_price_net", "is_free", "stock_quantity"),
            *("no_backorder", "unit", "attributes", "pack_size", "replaced_by", "position"),
            *("further_codes", "is_active", "stock_seen"),
        )
        return VariantDraft(
            vat_rate=self.rates[values["vat_rate"]], **{name: values[name] for name in names}
        )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def _wrong(name: str, value: str, found: Mapping[str, Any]) -> str:
    if value and not name:
        return _("“%(value)s” has no name.") % {"value": value[:_LONGEST_NAME]}
    if name in found:
        return _("“%(name)s” stands there twice.") % {"name": name[:_LONGEST_NAME]}
    if len(name) > _LONGEST_NAME:
        return _("The name of an attribute has at most 100 characters.")
    if len(value) > _LONGEST_VALUE:
        return _("“%(name)s” has more than 1 000 characters.") % {"name": name}
    return ""
