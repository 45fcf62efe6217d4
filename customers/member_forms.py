"""Forms of what a person may do at a customer, for staff and for the customer's own people."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, DayField
from customers.limits import LimitTerms, OutsideWindow
from customers.models import Membership
from customers.periods import Recurrence
from customers.services.memberships import ROLE_FIELDS, Roles


def person_name(membership: Membership) -> str:
    return f"{membership.user.full_name} · {membership.customer.name}"


class LeavingForm(forms.Form):
    """What happens to those below somebody who stops approving (C15)."""

    NOBODY = "chain"

    takes_over = forms.ChoiceField(
        label=_("Who takes over?"),
        required=False,
        help_text=_(
            "Everyone below gets this next approver. Left to the chain: orders go to the next "
            "above, else to the group's administrators."
        ),
    )

    def __init__(self, *args: Any, approvers: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.approvers = {str(membership.pk): membership for membership in approvers}
        field: Any = self.fields["takes_over"]
        field.choices = [
            ("", _("Choose…")),
            *((pk, person_name(membership)) for pk, membership in self.approvers.items()),
            (self.NOBODY, _("Leave it to the chain above")),
        ]

    @property
    def reassign_to(self) -> Membership | None:
        return self.approvers.get(self.cleaned_data["takes_over"])

    @property
    def force(self) -> bool:
        return bool(self.cleaned_data["takes_over"] == self.NOBODY)


_LIMIT_FIELDS = ("limit_amount", "limit_from", "limit_to", "limit_renewed", "limit_outside")


class MembershipForm(LeavingForm):
    """Roles, next approver, break point and purchase limit of one person at one customer."""

    is_buyer = forms.BooleanField(
        label=_("May buy"),
        required=False,
        initial=True,
        help_text=_("Otherwise the person can only look."),
    )
    is_approver = forms.BooleanField(label=_("Approval right"), required=False)
    is_group_admin = forms.BooleanField(label=_("Customer group administrator"), required=False)
    sees_customer_orders = forms.BooleanField(label=_("Sees the customer's orders"), required=False)
    only_agreement_assortment = forms.BooleanField(
        label=_("Show only agreement assortment"), required=False
    )
    may_order_free_text = forms.BooleanField(label=_("Allow free-text order"), required=False)
    next_approver = forms.ChoiceField(label=_("Next in the approval chain"), required=False)
    break_point = AmountField(
        label=_("Break point"),
        required=False,
        help_text=_(
            "Order value ex VAT with shipping and fees, per order. 0 = every order is approved. "
            "Blank = no approval, together with no next approver."
        ),
    )
    limit_amount = AmountField(
        label=_("Purchase limit"),
        required=False,
        help_text=_("Ex VAT for one period. Blank = no limit. 0 = nothing may be bought."),
    )
    limit_from = DayField(label=_("From"), required=False)
    limit_to = DayField(
        label=_("To"), required=False, help_text=_("The last day. Blank when it is renewed.")
    )
    limit_renewed = forms.ChoiceField(
        label=_("Renewed"),
        required=False,
        choices=[("", _("Not renewed")), *Recurrence.choices],
    )
    limit_outside = forms.ChoiceField(
        label=_("Outside the period"), required=False, choices=OutsideWindow.choices
    )

    def __init__(
        self,
        *args: Any,
        approvers: Iterable[Membership],
        has_limits: bool = True,
        **options: Any,
    ) -> None:
        """Without `has_limits` (N-01) the limit is not asked for and stays as it is."""
        super().__init__(*args, approvers=list(approvers), **options)
        if not has_limits:
            for name in _LIMIT_FIELDS:
                del self.fields[name]
        field: Any = self.fields["next_approver"]
        field.choices = [
            ("", _("Nobody")),
            *((pk, person_name(membership)) for pk, membership in self.approvers.items()),
        ]

    @staticmethod
    def initial_of(membership: Membership, limit: LimitTerms | None) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(membership, name) for name in ROLE_FIELDS}
        values["next_approver"] = str(membership.next_approver_id or "")
        values["break_point"] = membership.break_point
        if limit is not None:
            values |= {
                "limit_amount": limit.amount,
                "limit_from": limit.starts_on,
                "limit_to": limit.ends_on,
                "limit_renewed": limit.recurrence.value if limit.recurrence else "",
                "limit_outside": limit.outside.value,
            }
        return values

    def clean(self) -> dict[str, Any]:
        """The shape of a period: an amount, a first day, and an end or a recurrence."""
        values = super().clean() or {}
        if values.get("limit_amount") is None or self.errors:
            return values
        if not values.get("limit_from"):
            self.add_error("limit_from", _("Write from which day the limit holds."))
        elif bool(values.get("limit_to")) == bool(values.get("limit_renewed")):
            self.add_error("limit_to", _("A limit has an end date or is renewed, not both."))
        elif values.get("limit_to") and values["limit_to"] < values["limit_from"]:
            self.add_error("limit_to", _("The last day cannot be before the first."))
        return values

    def roles(self) -> Roles:
        return Roles(**{name: self.cleaned_data[name] for name in ROLE_FIELDS})

    @property
    def next_membership(self) -> Membership | None:
        return self.approvers.get(self.cleaned_data["next_approver"])

    def limit(self) -> LimitTerms | None:
        values = self.cleaned_data if "limit_amount" in self.fields else self.initial
        if values.get("limit_amount") is None:
            return None
        renewed = values["limit_renewed"]
        return LimitTerms(
            amount=values["limit_amount"],
            starts_on=values["limit_from"],
            ends_on=values["limit_to"],
            recurrence=Recurrence(renewed) if renewed else None,
            outside=OutsideWindow(values["limit_outside"] or OutsideWindow.BLOCK),
        )
