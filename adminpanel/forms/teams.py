"""The forms of sales teams."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from customers.models import SalesTeam
from customers.services.teams import MOST_NUMBERS


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class NumbersForm(forms.Form):
    """Customer numbers as they are pasted: one a line, or with blanks, commas, semicolons."""

    numbers = forms.CharField(
        label=_("Customer numbers"),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One a line, as a column copied from a spreadsheet. At most 20 000."),
    )

    def clean_numbers(self) -> list[str]:
        text = str(self.cleaned_data["numbers"])
        for mark in ",;\t":
            text = text.replace(mark, "\n")
        lines = (line.strip()[:30] for line in text.splitlines())
        numbers = [line for line in lines if line]
        if not numbers:
            raise forms.ValidationError(_("Write at least one customer number."))
        if len(numbers) > MOST_NUMBERS:
            raise forms.ValidationError(_("At most 20 000 numbers at a time."))
        return numbers


class CustomerTeamForm(forms.Form):
    """Blank = the team of the customer's main group."""

    team = forms.ChoiceField(label=_("Sales team"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        initial: dict[str, str] | None,
        *,
        teams: Sequence[SalesTeam],
        by_group: str,
    ) -> None:
        super().__init__(data, initial=initial)
        self._teams = {str(team.pk): team for team in teams}
        choices = [("", by_group), *((key, team.name) for key, team in self._teams.items())]
        self.fields["team"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int | None:
        team = self._teams.get(self.cleaned_data["team"])
        return team.pk if team else None
