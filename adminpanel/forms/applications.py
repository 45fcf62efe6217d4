"""The forms that answer an application for a pricing tier."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.double_discounts import YesToDiscounts
from adminpanel.forms.group_fields import GroupField
from core.form_fields import AmountField
from customers.actors import Actor
from customers.models import Customer, CustomerGroup, PricingTier, SalesTeam
from customers.selectors.staff_cards import customer_numbered
from marketing.models import Application
from marketing.services.deciding import LONGEST_REASON, Approval

_NEW, _EXISTING = "new", "existing"


class ApproveForm(YesToDiscounts):
    """Into which tier, as which customer; the terms are of a new one only."""

    tier = forms.ChoiceField(label=_("Pricing tier"))
    which = forms.ChoiceField(
        label=_("Customer"),
        widget=forms.RadioSelect,
        initial=_NEW,
        choices=((_NEW, _("A new customer")), (_EXISTING, _("One that we have"))),
    )
    customer_number = forms.CharField(
        label=_("Its number"),
        max_length=30,
        required=False,
        help_text=_("Of one that you have. It keeps its group and terms, and gets the tier."),
    )
    main_group = GroupField(
        label=_("Main group"),
        required=False,
        help_text=_("Of a new customer. Decides price, discount and access."),
    )
    sales_team = forms.ChoiceField(label=_("Sales team"), required=False)
    payment_days = forms.IntegerField(
        label=_("Payment days"), min_value=0, max_value=365, initial=30
    )
    allowed_outstanding = AmountField(
        label=_("Allowed outstanding amount"),
        required=False,
        help_text=_("Inc VAT. Blank = no credit limit. 0 = nothing on account."),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        application: Application,
        tiers: Sequence[PricingTier],
        groups: Sequence[CustomerGroup] | None,
        teams: Sequence[SalesTeam],
        **options: Any,
    ) -> None:
        """`teams` blank = the actor gives none, and whoever looks after the group does."""
        wanted = str(application.tier_id or "")
        super().__init__(*args, **options)
        self.initial["tier"] = wanted
        self.actor = actor
        self._tiers = {str(tier.pk): tier for tier in tiers}
        self._teams = {str(team.pk): team for team in teams}
        self._customer: Customer | None = None
        fields: Any = self.fields
        fields["tier"].choices = [("", _("Choose…"))] + [
            (pk, tier.name) for pk, tier in self._tiers.items()
        ]
        fields["sales_team"].choices = [
            ("", _("The main group's")),
            *((pk, team.name) for pk, team in self._teams.items()),
        ]
        fields["main_group"].offer(actor, groups)
        if not teams:
            del fields["sales_team"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("which") == _EXISTING:
            number = str(values.get("customer_number") or "")
            self._customer = customer_numbered(self.actor, number) if number else None
            if self._customer is None:
                said = (
                    gettext("No customer has this number.") if number else gettext("Fill this in.")
                )
                self.add_error("customer_number", ValidationError(said))
        elif "main_group" not in self.errors and values.get("main_group") is None:
            self.add_error("main_group", ValidationError(gettext("Choose the main group.")))
        return values

    @property
    def approval(self) -> Approval:
        """Call after `is_valid()`."""
        values = self.cleaned_data
        return Approval(
            tier=self._tiers[values["tier"]],
            customer=self._customer,
            main_group=values["main_group"],
            sales_team=self._teams.get(values.get("sales_team") or ""),
            payment_days=values["payment_days"],
            allowed_outstanding=values["allowed_outstanding"],
        )


class RefuseForm(forms.Form):
    """The reason goes to the applicant as it is written."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The applicant is mailed it as you write it."),
    )


class TeamOfApplicationForm(forms.Form):
    """Blank = only staff who see every customer see the application."""

    team = forms.ChoiceField(label=_("Sales team"), required=False)

    def __init__(self, data: Any, *, application: Application, teams: Sequence[SalesTeam]) -> None:
        super().__init__(data, initial={"team": str(application.sales_team_id or "")})
        self._teams = {str(team.pk): team for team in teams}
        field: Any = self.fields["team"]
        field.choices = [
            ("", _("None")),
            *((pk, team.name) for pk, team in self._teams.items()),
        ]

    @property
    def chosen(self) -> SalesTeam | None:
        return self._teams.get(self.cleaned_data["team"])
