"""The forms of cart and checkout: shape only; the services know the business."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.extra_fields import written_in
from customers.field_rule_forms import obey
from customers.field_rules import CHECKOUT, Rules
from customers.models import Address, Customer, ShipperAccount
from orders.models import DeliveryMethod, PaymentMethod
from orders.services.checkout_fields import REFERENCES
from orders.services.placing import CheckoutDetails, DeliveryAddress
from shop.forms.written_address import OWN_ADDRESS, WrittenAddressForm


class CartAddForm(forms.Form):
    """One item to put in the cart."""

    variant = forms.IntegerField(min_value=1, max_value=2**62)
    quantity = forms.IntegerField(
        min_value=1,
        max_value=99_999,
        error_messages={
            "invalid": _("Write how many, as a whole number from 1."),
            "min_value": _("Write how many, as a whole number from 1."),
            "required": _("Write how many, as a whole number from 1."),
        },
    )


class QuantityForm(forms.Form):
    """A quantity and a comment for each line of the cart, named by variant."""

    def __init__(self, data: Any, *, variant_ids: Sequence[int]) -> None:
        super().__init__(data)
        self.variant_ids = variant_ids
        for pk in variant_ids:
            self.fields[f"quantity-{pk}"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=99_999,
                error_messages={
                    "invalid": _("Write how many, as a whole number. 0 removes the line."),
                    "min_value": _("Write how many, as a whole number. 0 removes the line."),
                },
            )
            self.fields[f"comment-{pk}"] = forms.CharField(required=False, max_length=250)

    def forget(self, variant_id: int) -> None:
        """What was written for a line that is removed matters no more."""
        for name in (f"quantity-{variant_id}", f"comment-{variant_id}"):
            self.fields.pop(name, None)
        self.variant_ids = [pk for pk in self.variant_ids if pk != variant_id]

    @property
    def quantities(self) -> dict[int, int]:
        """What was written, by variant; a blank or missing field changes nothing."""
        asked = {pk: self.cleaned_data.get(f"quantity-{pk}") for pk in self.variant_ids}
        return {pk: quantity for pk, quantity in asked.items() if quantity is not None}

    @property
    def comments(self) -> dict[int, str]:
        names = [pk for pk in self.variant_ids if f"comment-{pk}" in self.data]
        return {pk: self.cleaned_data[f"comment-{pk}"] for pk in names}


class CheckoutForm(WrittenAddressForm):
    """Delivery, references and payment. `token` and `fingerprint` say what was shown."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    delivery_method = forms.TypedChoiceField(
        label=_("Delivery method"), widget=forms.RadioSelect, coerce=int
    )
    payment_method = forms.TypedChoiceField(
        label=_("Payment"), widget=forms.RadioSelect, coerce=int
    )
    customer_reference = forms.CharField(
        label=_("Your order number"), max_length=60, required=False
    )
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=60, required=False)
    goods_marking = forms.CharField(label=_("Goods marking"), max_length=60, required=False)
    invoice_reference = forms.CharField(label=_("Invoice reference"), max_length=60, required=False)
    shipper_account = forms.TypedChoiceField(
        label=_("Freight on your own account"), coerce=int, empty_value=None, required=False
    )
    # Written and read alike in every language: a browser's own date field follows the browser.
    requested_on = forms.DateField(
        label=_("Requested delivery date"),
        help_text=_("Year, month, day: 2026-12-08"),
        required=False,
        input_formats=("%Y-%m-%d", "%d.%m.%Y"),
        widget=forms.DateInput(attrs={"autocomplete": "off", "maxlength": 10}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as year, month, day: 2026-12-08.")},
    )
    # How the shop's points are called stands in the label that the page gives it.
    points = forms.IntegerField(
        label=_("Pay with points"),
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Write how many points, as a whole number from 0."),
            "min_value": _("Write how many points, as a whole number from 0."),
        },
    )
    points_amount = forms.DecimalField(required=False, max_digits=14, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    in_own_words = forms.BooleanField(
        label=_("Something more, in my own words"),
        help_text=_("The message then says what. The one who approves fills it in."),
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        rules: Rules,
        customer: Customer,
        addresses: Sequence[Address],
        suggested: Address | None,
        may_keep_address: bool,
        deliveries: Sequence[DeliveryMethod],
        payments: Sequence[PaymentMethod],
        accounts: Sequence[ShipperAccount] = (),
        token: uuid.UUID | None = None,
        fingerprint: str = "",
        chosen: tuple[int | None, int | None] = (None, None),
        prefilled: Mapping[str, object] | None = None,
        kept: Any = None,
    ) -> None:
        """`prefilled` is what to begin with; `kept` what was written so far, not to be judged."""
        self.addresses = {str(address.pk): address for address in addresses}
        self.deliveries = {method.pk: method for method in deliveries}
        self.payments = {method.pk: method for method in payments}
        initial = {
            "token": token,
            "fingerprint": fingerprint,
            "address": str(suggested.pk) if suggested else OWN_ADDRESS,
            "country": customer.country,
            "delivery_method": _first_of(chosen[0], self.deliveries),
            "payment_method": _first_of(chosen[1], self.payments),
        }
        initial |= prefilled or {}
        if kept is not None:
            initial |= {name: kept[name] for name in self.base_fields if name in kept}
        super().__init__(data, initial=initial)
        if not may_keep_address:
            del self.fields["keep_address"]
        if accounts:
            numbered = [(str(account.pk), str(account)) for account in accounts]
            self._choice("shipper_account").choices = [("", _("The shop's freight")), *numbered]
        else:
            del self.fields["shipper_account"]
        choices = [(key, _in_words(address)) for key, address in self.addresses.items()]
        if customer.free_delivery_address or not choices:
            choices.append((OWN_ADDRESS, str(_("Another address"))))
        self._choice("address").choices = choices
        obey(self, CHECKOUT, rules)
        self.ask_what_addresses_need(rules, self.addresses)
        self._choice("delivery_method").choices = [(m.pk, m.name) for m in deliveries]
        self._choice("payment_method").choices = [(m.pk, m.name) for m in payments]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        return field

    @property
    def delivery(self) -> DeliveryMethod | None:
        """The delivery method that is chosen now, if it is offered."""
        chosen = str(self["delivery_method"].value())
        return next((method for pk, method in self.deliveries.items() if str(pk) == chosen), None)

    @property
    def payment(self) -> PaymentMethod | None:
        chosen = str(self["payment_method"].value())
        return next((method for pk, method in self.payments.items() if str(pk) == chosen), None)

    @property
    def methods(self) -> tuple[DeliveryMethod, PaymentMethod] | None:
        """Both, when both are chosen among those offered."""
        delivery, payment = self.delivery, self.payment
        return (delivery, payment) if delivery and payment else None

    @property
    def references(self) -> list[forms.BoundField]:
        """What the buyer wants written on the order, in the order of the rules."""
        shown = {"customer_reference", "cost_centre", "goods_marking", "invoice_reference"}
        return [field for field in self if field.name in shown]

    @property
    def asks_in_own_words(self) -> bool:
        """Whether the box is ticked, or the page is one where there is nothing else to send."""
        return bool(self["in_own_words"].value())

    def hold_only_words(self) -> None:
        """Nothing is in the cart: the message is the order."""
        self.initial["in_own_words"] = True
        shown = self["comment"]
        shown.field.required = True
        shown.field.widget.attrs["rows"] = 6
        shown.label = _("What do you need?")
        shown.help_text = _("How many, what for, and what matters: size, colour, by when.")

    def clean_requested_on(self) -> Any:
        day = self.cleaned_data["requested_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("in_own_words") and not values.get("comment"):
            self.add_error("comment", _("Write what you need."))
        return values

    @property
    def details(self) -> CheckoutDetails:
        """What was filled in, for the service. Call after `is_valid()`."""
        values = self.cleaned_data
        extra, line_extra = written_in(self.data)  # the service knows what is asked, and judges
        return CheckoutDetails(
            delivery=self._delivery(),
            delivery_method_id=values["delivery_method"],
            payment_method_id=values["payment_method"],
            shipper_account_id=values.get("shipper_account"),
            in_own_words=values["in_own_words"],
            points=values["points"] or 0,
            points_amount=values["points_amount"],
            **{name: values[name] for name in REFERENCES if name in values},  # none that is hidden
            extra=extra,
            line_extra=line_extra,
        )

    def _delivery(self) -> DeliveryAddress:
        return DeliveryAddress(**self.delivery_of(self.cleaned_data))


def _in_words(address: Address) -> str:
    if address.membership_id is None:
        return str(address)
    return _("%(address)s (own address)") % {"address": address}


def _first_of(chosen: int | None, offered: Mapping[int, object]) -> int | None:
    """What was chosen before, if it is still offered; else the first that is."""
    return chosen if chosen in offered else next(iter(offered), None)
