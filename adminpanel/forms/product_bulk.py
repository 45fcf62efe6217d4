"""What to do with many picked products at once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adminpanel.forms.group_fields import GroupsField
from adminpanel.forms.products import Choices, choices_of
from catalogue.models import Category, VatRate
from catalogue.selectors.bulk_plan import BulkEdit
from core.form_fields import PercentField
from customers.actors import Actor
from customers.models import CustomerGroup

_LEAVE = ("", gettext_lazy("Leave as it is"))


class BulkForm(forms.Form):
    """Every field may be left alone; at least one is not."""

    sale = forms.ChoiceField(
        label=gettext_lazy("For sale"),
        required=False,
        choices=(
            _LEAVE,
            ("on", gettext_lazy("Put on sale")),
            ("off", gettext_lazy("Take off sale")),
        ),
    )
    brand = forms.CharField(
        label=gettext_lazy("Brand"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Blank = leave as it is."),
    )
    add_category = forms.ChoiceField(label=gettext_lazy("Put in category"), required=False)
    remove_category = forms.ChoiceField(label=gettext_lazy("Take out of category"), required=False)
    price_way = forms.ChoiceField(
        label=gettext_lazy("List prices"),
        required=False,
        choices=(_LEAVE, ("raise", gettext_lazy("Raise")), ("lower", gettext_lazy("Lower"))),
    )
    price_percent = PercentField(
        label=gettext_lazy("By how many %"),
        required=False,
        help_text=gettext_lazy(
            "Rounded as prices are written. Versions without a price stay without."
        ),
    )
    vat_rate = forms.ChoiceField(label=gettext_lazy("VAT rate"), required=False)
    stock_rule = forms.ChoiceField(
        label=gettext_lazy("Stock"),
        required=False,
        choices=(
            _LEAVE,
            ("only", gettext_lazy("Sold only from stock")),
            ("also", gettext_lazy("Sold also when out of stock")),
        ),
    )
    limit = forms.ChoiceField(
        label=gettext_lazy("Limit by group"),
        required=False,
        choices=(
            _LEAVE,
            ("none", gettext_lazy("No limit of its own")),
            ("groups", gettext_lazy("Only the groups below")),
        ),
    )
    groups = GroupsField(label=gettext_lazy("Groups"), required=False)

    def __init__(
        self,
        *args: Any,
        categories: Choices,
        rates: Sequence[VatRate],
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
        **options: Any,
    ) -> None:
        """`groups`: as for `GroupsField.offer`."""
        super().__init__(*args, **options)
        self.rates = {str(rate.pk): rate for rate in rates}
        for name in ("add_category", "remove_category"):
            choices_of(self, name, [_LEAVE, *categories])
        choices_of(self, "vat_rate", [_LEAVE, *((pk, r.name) for pk, r in self.rates.items())])
        field: Any = self.fields["groups"]
        field.offer(actor, groups)
        field.is_wide = True

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        is_written = cleaned.get("price_percent") or "price_percent" in self.errors
        if cleaned.get("price_way") and not is_written:
            self.add_error("price_percent", _("Write by how many per cent."))
        if cleaned.get("price_percent") and not cleaned.get("price_way"):
            self.add_error("price_way", _("Choose whether to raise or to lower them."))
        if cleaned.get("limit") == "groups" and not cleaned.get("groups"):
            self.add_error("groups", _("Choose at least one group."))
        if cleaned.get("groups") and cleaned.get("limit") != "groups":
            self.add_error("limit", _("Choose “Only the groups below”, or no groups."))
        return cleaned

    def edit(self, categories: Iterable[Category], *, currency: str) -> BulkEdit:
        """`categories` are those chosen, read from the database."""
        values = self.cleaned_data
        rows = {str(category.pk): category for category in categories}
        limit = None
        if values["limit"]:
            limit = list(values["groups"])
        return BulkEdit(
            is_active={"on": True, "off": False}.get(values["sale"]),
            add_category=rows.get(values["add_category"]),
            remove_category=rows.get(values["remove_category"]),
            brand=values["brand"] or None,
            limit_groups=limit,
            vat_rate=self.rates.get(values["vat_rate"]),
            no_backorder={"only": True, "also": False}.get(values["stock_rule"]),
            price_percent=self._percent(),
            currency=currency,
        )

    def _percent(self) -> Decimal | None:
        percent: Decimal | None = self.cleaned_data["price_percent"]
        if percent is None:
            return None
        return percent if self.cleaned_data["price_way"] == "raise" else -percent
