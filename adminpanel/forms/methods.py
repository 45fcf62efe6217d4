"""Forms of the ways to deliver and to pay."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.group_fields import GroupsField, SegmentsField
from catalogue.models import VatRate
from core.form_fields import AmountField
from customers.actors import Actor
from customers.models import CustomerGroup, Segment
from orders.models import DeliveryMethod, PaymentMethod
from orders.services.methods import DeliveryDetails, PaymentDetails

ZERO = Decimal("0.00")


class _MethodForm(forms.Form):
    """What both have: name, VAT, whom it is for, where it stands in the list."""

    name = forms.CharField(label=_("Name"), max_length=100)
    description = forms.CharField(
        label=_("Description"),
        max_length=250,
        required=False,
        help_text=_("Shown under the name at checkout."),
    )
    vat_rate = forms.ChoiceField(label=_("VAT rate"))
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=_("The lowest number stands first and is suggested."),
    )
    limit_groups = GroupsField(
        label=_("Limit by group"),
        required=False,
        help_text=_("Only these groups are offered it. None chosen = everyone is."),
    )
    limit_segments = SegmentsField(
        label=_("Limit by segment"),
        required=False,
        help_text=_("These segments are offered it too. Being in one of all chosen is enough."),
    )
    is_active = forms.BooleanField(
        label=_("Offered"),
        required=False,
        initial=True,
        help_text=_("Otherwise nobody can choose it. Placed orders keep it."),
    )

    def __init__(
        self,
        *args: Any,
        rates: Iterable[VatRate],
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
        segments: Sequence[Segment] | None,
        **options: Any,
    ) -> None:
        """`groups` and `segments`: as for `GroupsField.offer`."""
        super().__init__(*args, **options)
        self.rates = {str(rate.pk): rate for rate in rates}
        fields: Any = self.fields
        fields["vat_rate"].choices = [(pk, rate.name) for pk, rate in self.rates.items()]
        fields["limit_groups"].offer(actor, groups)
        fields["limit_segments"].offer(actor, segments)
        fields["limit_groups"].is_wide = fields["limit_segments"].is_wide = True
        fields["description"].is_wide = True

    @classmethod
    def initial_of(cls, method: DeliveryMethod | PaymentMethod) -> dict[str, Any]:
        values = {n: getattr(method, n) for n in cls.base_fields if hasattr(method, n)}
        return values | {
            "vat_rate": str(method.vat_rate_id),
            "limit_groups": list(method.limit_groups.all()),
            "limit_segments": list(method.limit_segments.all()),
        }

    @property
    def chosen_groups(self) -> tuple[CustomerGroup, ...]:
        return tuple(self.cleaned_data["limit_groups"])

    @property
    def chosen_segments(self) -> tuple[Segment, ...]:
        return tuple(self.cleaned_data["limit_segments"])

    @property
    def chosen_rate(self) -> VatRate:
        return self.rates[self.cleaned_data["vat_rate"]]


class DeliveryForm(_MethodForm):
    cost_net = AmountField(
        label=_("Cost ex VAT"), required=False, help_text=_("Blank or 0 = delivered for nothing.")
    )
    free_from_net = AmountField(
        label=_("Free from goods value ex VAT"),
        required=False,
        help_text=_("Blank = the cost always applies. 0 = always free."),
    )
    field_order = ("name", "description", "cost_net", "free_from_net", "vat_rate", "position")

    def details(self) -> DeliveryDetails:
        values = self.cleaned_data
        return DeliveryDetails(
            name=values["name"],
            description=values["description"],
            vat_rate=self.chosen_rate,
            cost_net=values["cost_net"] or ZERO,
            free_from_net=values["free_from_net"],
            position=values["position"],
            is_active=values["is_active"],
        )


class PaymentForm(_MethodForm):
    fee_net = AmountField(
        label=_("Fee ex VAT"), required=False, help_text=_("Blank or 0 = no fee.")
    )
    is_on_account = forms.BooleanField(
        label=_("On account"),
        required=False,
        help_text=_("Invoiced, and counted against what the customer may owe."),
    )
    field_order = ("name", "description", "fee_net", "vat_rate", "position", "is_on_account")

    def details(self) -> PaymentDetails:
        values = self.cleaned_data
        return PaymentDetails(
            name=values["name"],
            description=values["description"],
            vat_rate=self.chosen_rate,
            fee_net=values["fee_net"] or ZERO,
            is_on_account=values["is_on_account"],
            position=values["position"],
            is_active=values["is_active"],
        )
