"""The forms of the wholesale sign-up's settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from adminpanel.forms.extra_fields import ExtraFieldForm
from customers.extra_field_rules import ExtraFieldDetails, lines_of
from customers.extra_fields import ORDER
from customers.models import PricingTier
from marketing.models import Asked, WholesaleProgramme, WholesaleQuestion
from marketing.services.wholesale import WORDS
from marketing.wholesale_rules import CHOICES


class ProgrammeForm(forms.Form):
    """Which tiers can be applied for, what the form asks, and what it says."""

    tiers = forms.MultipleChoiceField(
        label=_("Tiers that can be applied for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none, nothing is asked of tiers and you choose at approval."),
    )
    helps_to_choose = forms.BooleanField(
        label=_("Offer “Help me choose” among them"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        programme: WholesaleProgramme,
        chosen: Sequence[PricingTier],
        tiers: Sequence[PricingTier],
    ) -> None:
        super().__init__(
            data,
            initial={"tiers": [str(tier.pk) for tier in chosen]}
            | {name: getattr(programme, name) for name in (*CHOICES, *WORDS, "helps_to_choose")},
        )
        self._tiers = {str(tier.pk): tier for tier in tiers}
        fields: Any = self.fields
        fields["tiers"].choices = [(pk, tier.name) for pk, tier in self._tiers.items()]
        for name in CHOICES:
            fields[name] = forms.ChoiceField(label=_label(name), choices=Asked.choices)
        for name in WORDS:
            fields[name] = forms.CharField(
                label=_label(name),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            fields[name].is_wide = True

    @property
    def chosen_tiers(self) -> Sequence[PricingTier]:
        return [self._tiers[pk] for pk in self.cleaned_data["tiers"]]

    @property
    def asked(self) -> Mapping[str, Asked]:
        return {name: Asked(self.cleaned_data[name]) for name in CHOICES}

    @property
    def words(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


def _label(name: str) -> str:
    """As the programme calls it."""
    field: Any = WholesaleProgramme._meta.get_field(name)
    return str(field.verbose_name)


class QuestionForm(ExtraFieldForm):
    """A question of the shop's own, told as an extra field of orders is."""

    def __init__(self, data: Any = None, *, question: WholesaleQuestion | None = None) -> None:
        super().__init__(data)
        for name in ("version", "place", "is_active"):
            del self.fields[name]
        self.fields["is_required"].help_text = _("No application is sent without it.")
        if question is not None:
            told = {name: getattr(question, name) for name in self.fields}
            self.initial = told | {"choices": "\n".join(question.choices)}

    @property
    def details(self) -> ExtraFieldDetails:
        """Call after `is_valid()`."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        return ExtraFieldDetails(
            **values | {"place": ORDER, "choices": lines_of(values["choices"])}
        )
