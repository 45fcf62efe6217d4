"""The form of a rule for small orders."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import VatRate
from core.form_fields import AmountField
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, Segment
from customers.selectors.group_choice import groups_called
from customers.selectors.segment_choice import segments_called
from customers.selectors.staff_cards import customer_numbered
from orders.models import SmallOrderRule
from orders.services.small_orders import SmallOrderDetails

_SHOP, _GROUP, _SEGMENT, _CUSTOMER = "shop", "group", "segment", "customer"


class SmallOrderForm(forms.Form):
    """The goods value, and the fee under it; blank fee = refused."""

    value_net = AmountField(
        label=_("Goods value ex VAT"),
        help_text=_("After discounts, without shipping and fees. 0 = orders of any size."),
    )
    fee_net = AmountField(
        label=_("Fee ex VAT"),
        required=False,
        help_text=_("Under the value an order costs this. Blank = it is refused."),
    )
    vat_rate = forms.ChoiceField(label=_("VAT rate of the fee"))

    def __init__(
        self, *args: Any, rates: Iterable[VatRate], rule: SmallOrderRule | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.rates = {str(rate.pk): rate for rate in rates}
        fields: Any = self.fields
        fields["vat_rate"].choices = [(pk, rate.name) for pk, rate in self.rates.items()]
        default = next((pk for pk, rate in self.rates.items() if rate.is_default), "")
        self.initial.setdefault("vat_rate", default)
        if rule is not None:
            self.initial["value_net"], self.initial["fee_net"] = rule.value_net, rule.fee_net
            if rule.vat_rate_id is not None:
                self.initial["vat_rate"] = str(rule.vat_rate_id)

    @property
    def whose(self) -> Customer | CustomerGroup | Segment | None:
        return None

    def details(self) -> SmallOrderDetails:
        values = self.cleaned_data
        value: Decimal = values["value_net"]
        return SmallOrderDetails(
            value_net=value,
            fee_net=values["fee_net"],
            vat_rate=self.rates[values["vat_rate"]],
            of=self.whose,
        )


class NewSmallOrderForm(SmallOrderForm):
    """With whose it is: a group and a segment by name, a customer by number."""

    level = forms.ChoiceField(
        label=_("For"),
        widget=forms.RadioSelect,
        initial=_SHOP,
        choices=(
            (_SHOP, _("The whole shop")),
            (_GROUP, _("A customer group")),
            (_SEGMENT, _("A segment")),
            (_CUSTOMER, _("A customer")),
        ),
    )
    name = forms.CharField(
        label=_("Which one"),
        max_length=120,
        required=False,
        help_text=_("The name of the group or the segment, or the customer's number."),
    )
    field_order = ("level", "name", "value_net", "fee_net", "vat_rate")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self._whose: Customer | CustomerGroup | Segment | None = None

    @property
    def whose(self) -> Customer | CustomerGroup | Segment | None:
        return self._whose

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        level, name = values.get("level"), values.get("name", "").strip()
        if level in (None, _SHOP):
            return values
        self._whose = self._found(str(level), name) if name else None
        if self._whose is None:
            said = (
                gettext("Nothing has this name or number.") if name else gettext("Write which one.")
            )
            self.add_error("name", ValidationError(said))
        return values

    def _found(self, level: str, name: str) -> Customer | CustomerGroup | Segment | None:
        if level == _CUSTOMER:
            return customer_numbered(self.actor, name)
        if level == _SEGMENT:
            return segments_called([name]).get(name.lower())
        return groups_called(self.actor, [name]).get(name.lower())
