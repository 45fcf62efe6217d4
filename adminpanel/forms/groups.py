"""The form of a customer group."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.asking import hidden_yes
from adminpanel.forms.chain_cuts import YesToCuts
from adminpanel.forms.double_discounts import YesToDiscounts
from core.form_fields import PercentField
from customers.models import CustomerGroup, GroupKind
from customers.services.groups import MOST_DAYS, GroupDetails


class GroupForm(YesToDiscounts, YesToCuts):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=GroupKind.choices,
        initial=GroupKind.COMMERCIAL,
        help_text=_(
            "Organisation: a concern or municipality with chains and administrators. Commercial: "
            "price and visibility only."
        ),
    )
    discount_percent = PercentField(
        label=_("Group discount, %"), required=False, help_text=_("On items only.")
    )
    every_step_must_approve = forms.BooleanField(
        label=_("Every step must approve"),
        required=False,
        help_text=_("Otherwise the first approver whose break point covers the order is enough."),
    )
    comment_required = forms.BooleanField(
        label=_("Require a comment on change and rejection"), required=False
    )
    remind_after_days = forms.IntegerField(
        label=_("Remind the approver after, days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        initial=3,
        help_text=_("And again after as many days more. Blank = never."),
    )
    escalate_after_days = forms.IntegerField(
        label=_("Pass the order on after, days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("To the next in the chain, else an administrator. Blank = never."),
    )
    two_factor_required = forms.BooleanField(
        label=_("Everyone must use two-factor"),
        required=False,
        help_text=_(
            "Whoever shops for a customer of this organisation sets it up before anything else."
        ),
    )
    cut_chains = hidden_yes(_("Yes, change the kind and cut these chains"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        remind, escalate = cleaned.get("remind_after_days"), cleaned.get("escalate_after_days")
        if remind and escalate and escalate <= remind:
            self.add_error(
                "escalate_after_days", _("An order is passed on later than its reminder.")
            )
        return cleaned

    @staticmethod
    def initial_of(group: CustomerGroup) -> dict[str, Any]:
        return {name: getattr(group, name) for name in GroupDetails.__dataclass_fields__}

    def details(self) -> GroupDetails:
        values = {name: self.cleaned_data[name] for name in GroupDetails.__dataclass_fields__}
        values["kind"] = GroupKind(values["kind"])
        values["discount_percent"] = values["discount_percent"] or Decimal(0)
        return GroupDetails(**values)
