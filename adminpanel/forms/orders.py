"""Forms of an order in the back office."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Membership


class CommentForm(forms.Form):
    """A word to the orderer, who reads it in the mail."""

    comment = forms.CharField(
        label=_("Comment to the orderer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the mail and in the order's history. Blank = no comment."),
    )


class ReassignForm(forms.Form):
    """Who shall decide on an order that nobody can decide on."""

    membership = forms.ChoiceField(label=_("Give it to"))
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        help_text=_("Stands in the order's history."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, approvers: Iterable[Membership]
    ) -> None:
        # Its comment stands on the same page as the one of a cancellation.
        super().__init__(data, auto_id="reassign_%s")
        self.approvers = {str(each.pk): each for each in approvers}
        self.fields["membership"].choices = [  # type: ignore[attr-defined]
            (pk, f"{each.user.full_name}, {each.customer.name}")
            for pk, each in self.approvers.items()
        ]

    @property
    def chosen(self) -> Membership:
        return self.approvers[self.cleaned_data["membership"]]
