"""The form of an absence."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Absence
from core.form_fields import DayField
from customers.member_forms import person_name
from customers.models import Membership


class AbsenceForm(forms.Form):
    """First and last day, and who decides meanwhile."""

    starts_on = DayField(label=_("First day away"))
    ends_on = DayField(label=_("Last day away"))
    substitute = forms.ChoiceField(
        label=_("Who decides meanwhile?"),
        required=False,
        help_text=_("Without a substitute orders go past, to the next in the chain."),
    )

    def __init__(self, *args: Any, substitutes: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.substitutes = {str(each.pk): each for each in substitutes}
        field: Any = self.fields["substitute"]
        field.choices = [
            ("", _("Nobody: orders go past")),
            *((pk, person_name(each)) for pk, each in self.substitutes.items()),
        ]

    @staticmethod
    def initial_of(absence: Absence | None) -> dict[str, Any]:
        if absence is None:
            return {"starts_on": timezone.localdate()}
        return {
            "starts_on": absence.starts_on,
            "ends_on": absence.ends_on,
            "substitute": str(absence.substitute_id or ""),
        }

    @property
    def chosen(self) -> Membership | None:
        return self.substitutes.get(self.cleaned_data["substitute"])
