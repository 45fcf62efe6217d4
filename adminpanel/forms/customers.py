"""Forms of a customer: its card, its move to another group, its addresses."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from adminpanel.forms.double_discounts import YesToDiscounts
from core.form_fields import AmountField, PercentField
from customers.models import Customer, CustomerGroup, PricingTier
from customers.services.customers import CustomerDetails


class CustomerForm(YesToDiscounts):
    """Everything on the card except the main group, which moves by itself."""

    name = forms.CharField(label=_("Company"), max_length=200)
    number = forms.CharField(
        label=_("Customer number"),
        max_length=30,
        required=False,
        help_text=_("Blank = the next free number."),
    )
    org_number = forms.CharField(label=_("Organisation number"), max_length=30, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries), initial="SE")
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    further_groups = forms.MultipleChoiceField(
        label=_("Further groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Widen what the customer sees. They never change a price."),
    )
    pricing_tier = forms.ChoiceField(label=_("Pricing tier"), required=False)
    discount_percent = PercentField(
        label=_("Customer discount, %"),
        required=False,
        help_text=_("On items, after any group discount. Never on shipping and fees."),
    )
    allowed_outstanding = AmountField(
        label=_("Allowed outstanding amount"),
        required=False,
        help_text=_("Inc VAT. Blank = no credit limit. 0 = nothing on account."),
    )
    payment_days = forms.IntegerField(
        label=_("Payment days"), min_value=0, max_value=365, initial=30
    )
    free_delivery_address = forms.BooleanField(
        label=_("May write a delivery address of their own"), required=False, initial=True
    )
    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        initial=True,
        help_text=_("Nobody buys for an inactive customer."),
    )
    may_pay_on_account = forms.BooleanField(
        label=_("May pay on account"), required=False, initial=True
    )
    may_order_free_text = forms.BooleanField(
        label=_("May order in their own words"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        groups: Iterable[CustomerGroup],
        tiers: Iterable[PricingTier],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.groups = {str(group.pk): group for group in groups}
        self.tiers = {str(tier.pk): tier for tier in tiers}
        self._choices("further_groups").choices = [(pk, g.name) for pk, g in self.groups.items()]
        self._choices("pricing_tier").choices = [
            ("", _("None")),
            *((pk, tier.name) for pk, tier in self.tiers.items()),
        ]
        self.fields["further_groups"].is_wide = True  # type: ignore[attr-defined]

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    @staticmethod
    def initial_of(customer: Customer) -> dict[str, Any]:
        names = [name for name in CustomerForm.base_fields if hasattr(customer, name)]
        values = {name: getattr(customer, name) for name in names}
        return values | {
            "country": str(customer.country),
            "further_groups": [str(group.pk) for group in customer.further_groups.all()],
            "pricing_tier": str(customer.pricing_tier_id or ""),
        }

    def details(self) -> CustomerDetails:
        asked = CustomerDetails.__dataclass_fields__
        values = {name: value for name, value in self.cleaned_data.items() if name in asked}
        values["discount_percent"] = values["discount_percent"] or Decimal(0)
        return CustomerDetails(**values)

    @property
    def chosen_further_groups(self) -> tuple[CustomerGroup, ...]:
        return tuple(self.groups[pk] for pk in self.cleaned_data["further_groups"])

    @property
    def chosen_tier(self) -> PricingTier | None:
        return self.tiers.get(self.cleaned_data["pricing_tier"])


class NewCustomerForm(CustomerForm):
    """A customer always has exactly one main group."""

    main_group = forms.ChoiceField(
        label=_("Main group"), help_text=_("Decides price, discount and access.")
    )
    field_order = ("name", "main_group", "number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choices("main_group").choices = [(pk, g.name) for pk, g in self.groups.items()]

    @property
    def chosen_main_group(self) -> CustomerGroup:
        return self.groups[self.cleaned_data["main_group"]]


class MoveForm(YesToDiscounts):
    """Another main group; a yes is asked for when the move cuts approval chains."""

    main_group = forms.ChoiceField(label=_("New main group"))
    cut_chains = forms.BooleanField(
        label=_("Yes, move and cut these chains"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, groups: Iterable[CustomerGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = {str(group.pk): group for group in groups}
        field: Any = self.fields["main_group"]
        field.choices = [(pk, group.name) for pk, group in self.groups.items()]

    def ask_for_yes(self) -> None:
        """Shows the box that was not needed before."""
        self.fields["cut_chains"].widget = forms.CheckboxInput()

    @property
    def chosen(self) -> CustomerGroup:
        return self.groups[self.cleaned_data["main_group"]]
