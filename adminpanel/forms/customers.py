"""Forms of a customer: its card in two sections, and its move to another group."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from adminpanel.forms.asking import ask_for, hidden_yes
from adminpanel.forms.chain_cuts import YesToCuts
from adminpanel.forms.double_discounts import YesToDiscounts
from adminpanel.forms.group_fields import GroupField, GroupsField
from core.form_fields import AmountField, PercentField
from customers.actors import Actor
from customers.errors import LastAdministrator
from customers.field_rule_forms import require_fields
from customers.field_rules import CUSTOMERS
from customers.models import Customer, CustomerGroup, PricingTier, Risk, ShopSettings
from customers.selectors.group_choice import groups_called
from customers.services.customers import CustomerDetails

# What only a company has: hidden, and kept as it is, where customers are no companies (P-31).
_OF_COMPANIES = (
    *("org_number", "vat_number", "website", "ape_code", "risk"),
    *("allowed_outstanding", "payment_days"),
)
_MAY = (
    *("is_active", "may_pay_on_account", "allowed_outstanding", "payment_days", "risk"),
    *("may_order_free_text", "free_delivery_address"),
)


class CustomerForm(YesToDiscounts):
    """Everything on the card except the main group, which moves by itself."""

    name = forms.CharField(label=_("Company"), max_length=200)
    number = forms.CharField(
        label=_("Customer number"),
        max_length=30,
        required=False,
        help_text=_("Blank = the next free number."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries), initial="SE")
    org_number = forms.CharField(label=_("Organisation number"), max_length=30, required=False)
    vat_number = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    ape_code = forms.RegexField(
        label=_("APE code"),
        regex=r"^\s*\d{2}\.?\d{2}[A-Za-z]\s*$",
        required=False,
        max_length=7,
        help_text=_("The line of business, of French companies: four digits and a letter."),
        error_messages={"invalid": _("Four digits and a letter, such as 6202A.")},
    )
    website = forms.URLField(
        label=_("Website"), max_length=200, required=False, assume_scheme="https"
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    pricing_tier = forms.ChoiceField(label=_("Pricing tier"), required=False)
    discount_percent = PercentField(
        label=_("Customer discount, %"),
        required=False,
        help_text=_("On items, after any group discount. Never on shipping and fees."),
    )
    further_groups = GroupsField(
        label=_("Further groups"),
        required=False,
        help_text=_("Widen what the customer sees. They never change a price."),
    )

    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        initial=True,
        help_text=_("Nobody buys for an inactive customer."),
    )
    may_pay_on_account = forms.BooleanField(
        label=_("May pay on account"),
        required=False,
        initial=True,
        help_text=_("Otherwise payment methods on account are not offered."),
    )
    allowed_outstanding = AmountField(
        label=_("Allowed outstanding amount"),
        required=False,
        help_text=_("Inc VAT. Blank = no credit limit. 0 = nothing on account."),
    )
    payment_days = forms.IntegerField(
        label=_("Payment days"), min_value=0, max_value=365, initial=30
    )
    risk = forms.ChoiceField(label=_("Risk"), choices=Risk.choices, required=False)
    may_order_free_text = forms.BooleanField(
        label=_("May order in their own words"),
        required=False,
        initial=True,
        help_text=_("Those who have the role; otherwise nobody there."),
    )
    free_delivery_address = forms.BooleanField(
        label=_("May write a delivery address of their own"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        shop: ShopSettings,
        groups: Sequence[CustomerGroup] | None,
        tiers: Iterable[PricingTier],
        customer: Customer | None = None,
        **options: Any,
    ) -> None:
        """`groups` = all there are, None where there are too many to choose among."""
        if customer is not None:
            options["initial"] = self.initial_of(customer)
        super().__init__(*args, **options)
        self.customer = customer
        self.out_of_sight = self._out_of_sight(actor, groups)
        self.tiers = {str(tier.pk): tier for tier in tiers}
        fields: Any = self.fields
        fields["pricing_tier"].choices = [
            ("", _("None")),
            *((pk, tier.name) for pk, tier in self.tiers.items()),
        ]
        fields["further_groups"].offer(actor, groups)
        fields["further_groups"].is_wide = True
        if "main_group" in fields:
            fields["main_group"].offer(actor, groups)
        if not shop.b2b_mode:
            fields["name"].label = _("Name")
        for name in _OF_COMPANIES:
            if not shop.b2b_mode or (name == "ape_code" and not self._asks_ape(shop)):
                del fields[name]
        require_fields(self, CUSTOMERS, shop)

    def _out_of_sight(
        self, actor: Actor, groups: Sequence[CustomerGroup] | None
    ) -> tuple[CustomerGroup, ...]:
        """Further groups that `actor` does not see (another team's): not offered, and kept."""
        if self.customer is None:
            return ()
        current: list[CustomerGroup] = self.initial["further_groups"]
        if groups is None:
            groups = list(groups_called(actor, [group.name for group in current]).values())
        seen = {group.pk for group in groups}
        self.initial["further_groups"] = [group for group in current if group.pk in seen]
        return tuple(group for group in current if group.pk not in seen)

    def _asks_ape(self, shop: ShopSettings) -> bool:
        """Of a new customer, whose country is yet to be chosen, and of who is or becomes French."""
        if self.customer is None:
            return shop.ape_in_use
        return shop.ape_in_use and "FR" in (str(self.customer.country), self["country"].value())

    @staticmethod
    def initial_of(customer: Customer) -> dict[str, Any]:
        names = [name for name in CustomerForm.base_fields if hasattr(customer, name)]
        values = {name: getattr(customer, name) for name in names}
        return values | {
            "country": str(customer.country),
            "further_groups": list(customer.further_groups.all()),
            "pricing_tier": str(customer.pricing_tier_id or ""),
        }

    @property
    def general(self) -> list[forms.BoundField]:
        """The first section: who the customer is."""
        apart = (*_MAY, "double_discount_ok")
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def permissions(self) -> list[forms.BoundField]:
        """The second: what the customer may do."""
        return [field for field in self.visible_fields() if field.name in _MAY]

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is asked for only when it must be."""
        return [field for field in self.visible_fields() if field.name == "double_discount_ok"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("ape_code"):
            cleaned["ape_code"] = cleaned["ape_code"].strip().replace(".", "").upper()
        return cleaned

    def details(self) -> CustomerDetails:
        """What is not asked for stays as it is."""
        asked = CustomerDetails.__dataclass_fields__
        values = {name: value for name, value in self.cleaned_data.items() if name in asked}
        values["discount_percent"] = values["discount_percent"] or Decimal(0)
        known = CustomerDetails(name="")
        if self.customer is not None:
            names = [name for name in asked if name != "country"]
            kept = {name: getattr(self.customer, name) for name in names}
            known = CustomerDetails(**kept, country=str(self.customer.country))
        return replace(known, **values)

    @property
    def chosen_further_groups(self) -> tuple[CustomerGroup, ...]:
        return (*self.cleaned_data["further_groups"], *self.out_of_sight)

    @property
    def chosen_tier(self) -> PricingTier | None:
        return self.tiers.get(self.cleaned_data["pricing_tier"])


class NewCustomerForm(CustomerForm):
    """A customer always has exactly one main group."""

    main_group = GroupField(
        label=_("Main group"), help_text=_("Decides price, discount and access.")
    )
    field_order = ("name", "main_group", "number")

    @property
    def chosen_main_group(self) -> CustomerGroup:
        group: CustomerGroup = self.cleaned_data["main_group"]
        return group


class MoveForm(YesToDiscounts, YesToCuts):
    """Another main group; a yes is asked for when the move cuts approval chains."""

    main_group = GroupField(label=_("New main group"))
    cut_chains = hidden_yes(_("Yes, move and cut these chains"))
    leave_to_shop = hidden_yes(_("Leave the organisation without an administrator"))

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        groups: Sequence[CustomerGroup] | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["main_group"]
        field.offer(actor, groups)

    @property
    def chosen(self) -> CustomerGroup:
        group: CustomerGroup = self.cleaned_data["main_group"]
        return group

    @property
    def leaves_to_shop(self) -> bool:
        return bool(self.cleaned_data["leave_to_shop"])

    def ask_about_administrator(self, refused: LastAdministrator) -> None:
        ask_for(self, "leave_to_shop", about="yes", warning=str(refused.reason))
