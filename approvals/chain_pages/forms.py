"""Forms of the page of chains: one step, the rules of the organisation, an order to try."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.chain_pages.page import fits
from core.form_fields import AmountField
from customers.models import CustomerGroup, Membership
from customers.services.chain_steps import step_seen
from customers.services.groups import ApprovalRules

MOST_CHOICES = 50


class _PersonField(forms.ChoiceField):
    """The list shows some; somebody else can be meant too, and is looked up by the form."""

    def valid_value(self, value: Any) -> bool:
        return True


class StepForm(forms.Form):
    """Approval right, next approver and break point of one person."""

    is_approver = forms.BooleanField(
        label=_("Approval right"), required=False, help_text=_("May approve orders of others.")
    )
    find_next = forms.CharField(label=_("Find an approver"), required=False, max_length=100)
    next_approver = _PersonField(
        label=_("Next in the approval chain"),
        required=False,
        help_text=_("Only active people with approval right. Never oneself, never a loop."),
    )
    break_point = AmountField(
        label=_("Break point"),
        required=False,
        help_text=_(
            "Order value ex VAT with shipping and fees, per order. 0 = every order is approved. "
            "Blank = no approval, together with no next approver."
        ),
    )
    seen = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    amount = AmountField(
        label=_("Try with an order of"), required=False, help_text=_("Order value ex VAT.")
    )

    def __init__(
        self,
        *args: Any,
        person: Membership,
        people: Mapping[int, Membership],
        able: Sequence[Membership],
        **options: Any,
    ) -> None:
        options.setdefault("initial", self.initial_of(person))
        super().__init__(*args, **options)
        self.people = people
        words = str(self["find_next"].value() or "")[:100].casefold().split()[:6]
        found = [each for each in able if fits(each, words)]
        self.left_out = max(len(found) - MOST_CHOICES, 0)
        shown = {str(each.pk): each for each in found[:MOST_CHOICES]}
        chosen = str(self["next_approver"].value() or "")
        for kept in {chosen, str(person.next_approver_id or "")}:
            if kept.isdecimal() and int(kept) in people:
                shown.setdefault(kept, people[int(kept)])
        field: Any = self.fields["next_approver"]
        field.choices = [("", _("Nobody")), *((pk, _choice(each)) for pk, each in shown.items())]

    @staticmethod
    def initial_of(person: Membership) -> dict[str, Any]:
        return {
            "is_approver": person.is_approver,
            "next_approver": str(person.next_approver_id or ""),
            "break_point": person.break_point,
            "seen": step_seen(person),
        }

    def look_again(self, person: Membership) -> None:
        """What was written stays; the next save is against the step as it is now."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "seen": step_seen(person)}

    def clean_next_approver(self) -> Membership | None:
        value = self.cleaned_data["next_approver"]
        if not value:
            return None
        found = self.people.get(int(value)) if value.isdecimal() and len(value) < 19 else None
        if found is None:
            raise forms.ValidationError(_("Choose somebody of the organisation."))
        return found


def _choice(membership: Membership) -> str:
    user = membership.user
    return f"{user.full_name or user.email} · {membership.customer.name}"


class _DaysField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=90, required=False, **options)


class RulesForm(forms.Form):
    """How approval works in the organisation."""

    every_step_must_approve = forms.BooleanField(
        label=_("Every step must approve"),
        required=False,
        help_text=_("Otherwise the first approver whose break point covers the order is enough."),
    )
    comment_required = forms.BooleanField(
        label=_("Require a comment on change and rejection"),
        required=False,
        help_text=_("The orderer is then always told why."),
    )
    remind_after_days = _DaysField(
        label=_("Remind the approver after, days"),
        help_text=_("One more mail when an order has waited so long. Blank = never."),
    )
    escalate_after_days = _DaysField(
        label=_("Pass the order on after, days"),
        help_text=_(
            "The order goes to the next above, else to an administrator, and everyone is told. "
            "Later than the reminder. Blank = never."
        ),
    )

    @staticmethod
    def initial_of(group: CustomerGroup) -> dict[str, Any]:
        rules = ApprovalRules.of(group)
        return {name: getattr(rules, name) for name in RulesForm.base_fields}

    def rules(self) -> ApprovalRules:
        return ApprovalRules(**{name: self.cleaned_data[name] for name in self.base_fields})


class TryForm(forms.Form):
    """An order that nobody places: whose, and of what value."""

    who = forms.CharField(label=_("Whose order"), max_length=100)
    amount = AmountField(label=_("Order value ex VAT"))
