"""Forms of the points: the programme, a rule, an adjustment; and of a credit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, DayField
from customers.actors import Actor
from customers.models import CustomerGroup
from customers.selectors.group_choice import groups_called
from marketing.models import LoyaltyProgramme, LoyaltyRule, Rounding
from marketing.services.loyalty_programme import ProgrammeDetails, RuleDetails


def _words(name: str, model: Any = LoyaltyProgramme) -> dict[str, Any]:
    field = model._meta.get_field(name)
    return {"label": field.verbose_name, "help_text": field.help_text}


def _as_written(value: Decimal) -> Decimal:
    """1,00 and 0,0125: two decimals, more only where they say something."""
    short = value.quantize(Decimal("0.01"))
    return short if short == value else value.normalize()


class ProgrammeForm(forms.Form):
    """What the points are called, worth, and how long they live."""

    points_name = forms.CharField(max_length=40, **_words("points_name"))
    point_value = forms.DecimalField(
        min_value=0,
        max_digits=10,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **_words("point_value"),
    )
    largest_percent = forms.IntegerField(min_value=1, max_value=100, **_words("largest_percent"))
    least_points = forms.IntegerField(min_value=1, max_value=1_000_000, **_words("least_points"))
    life_months = forms.IntegerField(
        min_value=1, max_value=240, required=False, **_words("life_months")
    )
    notice_days = forms.IntegerField(min_value=1, max_value=365, **_words("notice_days"))
    rounding = forms.ChoiceField(choices=Rounding.choices, **_words("rounding"))

    def __init__(self, *args: Any, programme: LoyaltyProgramme | None, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = programme or LoyaltyProgramme()
        for name in ProgrammeDetails.__slots__:
            self.initial.setdefault(name, getattr(shown, name))
        self.initial["point_value"] = _as_written(self.initial["point_value"])

    def details(self) -> ProgrammeDetails:
        return ProgrammeDetails(**self.cleaned_data)


class RuleForm(forms.Form):
    """How many points, and when."""

    points_per_100 = AmountField(**_words("points_per_100", LoyaltyRule))
    factor = AmountField(**_words("factor", LoyaltyRule))
    valid_from = DayField(required=False, **_words("valid_from", LoyaltyRule))
    valid_until = DayField(required=False, **_words("valid_until", LoyaltyRule))

    def __init__(self, *args: Any, rule: LoyaltyRule | None, **options: Any) -> None:
        super().__init__(*args, **options)
        shown = rule or LoyaltyRule()
        for name in ("points_per_100", "factor", "valid_from", "valid_until"):
            self.initial.setdefault(name, getattr(shown, name))

    def clean_points_per_100(self) -> Any:
        return self._fitting("points_per_100", 999_999)

    def clean_factor(self) -> Any:
        return self._fitting("factor", 999)

    def _fitting(self, name: str, most: int) -> Any:
        if self.cleaned_data[name] > most:
            raise ValidationError(gettext("Write at most %(most)s.") % {"most": most})
        return self.cleaned_data[name]

    @property
    def group(self) -> CustomerGroup | None:
        return None

    def details(self) -> RuleDetails:
        return RuleDetails(**self.cleaned_data, group=self.group)


class NewRuleForm(RuleForm):
    """With whose it is."""

    group_name = forms.CharField(
        label=_("Customer group"),
        max_length=120,
        required=False,
        help_text=_("Its name. Blank = everybody."),
    )
    field_order = ("group_name", "points_per_100", "factor", "valid_from", "valid_until")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self._group: CustomerGroup | None = None

    @property
    def group(self) -> CustomerGroup | None:
        return self._group

    def clean_group_name(self) -> str:
        name: str = self.cleaned_data["group_name"].strip()
        if name:
            self._group = groups_called(self.actor, [name]).get(name.lower())
            if self._group is None:
                raise ValidationError(gettext("No customer group has this name."))
        return name

    def details(self) -> RuleDetails:
        values = {name: value for name, value in self.cleaned_data.items() if name != "group_name"}
        return RuleDetails(**values, group=self.group)


class AdjustForm(forms.Form):
    """Points to give, or with a minus to take."""

    points = forms.IntegerField(
        label=_("Points"),
        min_value=-1_000_000_000,
        max_value=1_000_000_000,
        help_text=_("With a minus before it they are taken."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 12}),
        error_messages={"invalid": _("Write a whole number.")},
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The customer reads it in the statement.")
    )


class CreditForm(forms.Form):
    """How much of a completed order is given back, and why."""

    net = AmountField(label=_("Amount ex VAT"), help_text=_("The VAT of it is added."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stands in the mail to the orderer and in the order's history."),
    )
