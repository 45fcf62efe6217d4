"""What a question about past prices, and about another discount, is asked with."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import DayField, PercentField

MOST_PIECES = 999_999
_OLDEST = date(2000, 1, 1)


class PastPriceForm(forms.Form):
    customer = forms.CharField(
        label=_("Customer"), max_length=200, help_text=_("Customer number, or part of the name.")
    )
    article = forms.CharField(label=_("Article number"), max_length=80)
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=MOST_PIECES,
        initial=1,
        error_messages={"min_value": _("At least one piece.")},
    )
    day = DayField(label=_("Day"), initial=timezone.localdate)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("That day has not come yet."))
        if day < _OLDEST:
            raise ValidationError(_("Nothing is known of a day so long ago."))
        return day


class ImpactDayForm(forms.Form):
    """From which day prepared prices would hold."""

    day = DayField(label=_("From"), initial=timezone.localdate)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("Prices are published from today or later."))
        return day


class DiscountImpactForm(forms.Form):
    percent = PercentField(label=_("Another discount, %"))
