"""The form of somebody who leaves: who takes over each thing. My pages and staff use the same."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.member_forms import LeavingForm, person_name
from customers.models import Membership
from orders.selectors.leaving import Dependents
from orders.services.leaving import TakeOver


class ColleagueLeavesForm(LeavingForm):
    """Who takes over each thing that hangs on somebody who goes (C15)."""

    orders_to = forms.ChoiceField(
        label=_("Who decides on the orders that wait?"),
        required=False,
        help_text=_("Nobody decides on an order of their own."),
    )
    own_orders = forms.ChoiceField(
        label=_("The person's own waiting orders"),
        required=False,
        choices=[("", _("Let them go on")), ("withdraw", _("Withdraw them"))],
    )
    administrator = forms.EmailField(
        label=_("New administrator"),
        required=False,
        max_length=254,
        help_text=_("The e-mail of a colleague, who gets the role at once."),
    )

    def __init__(
        self,
        *args: Any,
        approvers: Sequence[Membership],
        found: Dependents,
        may_leave_it_to_the_shop: bool = False,
        **options: Any,
    ) -> None:
        """`may_leave_it_to_the_shop`: staff may leave an organisation without an administrator."""
        super().__init__(*args, approvers=approvers, **options)
        self.fields["takes_over"].required = bool(found.below)
        needs_one = found.is_last_administrator and not may_leave_it_to_the_shop
        self.fields["administrator"].required = needs_one
        if may_leave_it_to_the_shop:
            self.fields["administrator"].help_text = _(
                "The e-mail of a colleague, who gets the role at once. Blank = the shop looks "
                "after the organisation."
            )
        field: Any = self.fields["orders_to"]
        field.choices = [
            ("", _("Whoever the chain then says")),
            *((pk, person_name(membership)) for pk, membership in self.approvers.items()),
        ]

    @property
    def orders_membership(self) -> Membership | None:
        return self.approvers.get(self.cleaned_data["orders_to"])

    @property
    def withdraw_own(self) -> bool:
        return bool(self.cleaned_data["own_orders"] == "withdraw")

    def take_over(self, administrator: Membership | None) -> TakeOver:
        """`administrator` is the one whose e-mail was written, looked up by whoever may see it."""
        return TakeOver(
            chain=self.reassign_to,
            to_chain=self.force,
            orders=self.orders_membership,
            administrator=administrator,
            withdraw_own=self.withdraw_own,
        )
