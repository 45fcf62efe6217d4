"""The forms of affiliates."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.form_fields import AmountField, DayField
from marketing.models import CommissionKind
from marketing.services.affiliates import Terms


class TermsForm(forms.Form):
    """What is agreed with an affiliate."""

    shown_as = forms.CharField(
        label=_("Shown to visitors as"),
        max_length=80,
        help_text=_("In the question whether the recommendation may be remembered."),
    )
    commission = forms.ChoiceField(label=_("Commission"), choices=CommissionKind.choices)
    rate = AmountField(
        label=_("Commission, % or amount"),
        help_text=_("On completed orders. Orders already placed keep what held for them."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(
        label=_("Until"),
        required=False,
        help_text=_("The last day that the link counts. Blank = until further notice."),
    )

    @property
    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            shown_as=given["shown_as"],
            commission=given["commission"],
            rate=given["rate"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
        )


class NewAffiliateForm(TermsForm):
    """Also whom, and by which code: the code never changes."""

    email = forms.EmailField(
        label=_("The person's e-mail"), help_text=_("Somebody who has an account.")
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=30,
        help_text=_("3 to 30 letters a–z, figures and hyphens. It cannot be changed later."),
    )
    field_order = ("email", "code")


class PayoutForm(forms.Form):
    """`expected` is the sum that was shown."""

    until = DayField(
        label=_("Until"),
        help_text=_("Everything earned up to and with this day that is not paid yet."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        required=False,
        help_text=_("The affiliate sees it, in the mail too."),
    )
    expected = forms.DecimalField(
        max_digits=14, decimal_places=2, required=False, widget=forms.HiddenInput
    )

    def clean_until(self) -> object:
        until = self.cleaned_data["until"]
        if until > timezone.localdate():
            raise forms.ValidationError(_("Not a day to come."))
        return until
