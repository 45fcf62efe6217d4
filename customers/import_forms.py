"""What is chosen beside a file of users, in every face that takes one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.import_pages.forms import ImportForm
from core.reasons import say
from customers.periods import Recurrence
from customers.user_import.facts import Options


class UserImportForm(ImportForm):
    """A face adds `customer_number`: whom the file is for when it does not say."""

    send_activation = forms.BooleanField(
        label=_("Mail new people an activation link"),
        required=False,
        help_text=_("When the import is applied. A row can say otherwise in its own column."),
    )
    limit_renewed = forms.ChoiceField(
        label=_("Purchase limits without any dates"),
        required=False,
        choices=[
            ("", _("Refuse the row")),
            *(
                (value, say(_("%(how)s, from the first of this month"), how=label))
                for value, label in Recurrence.choices
            ),
        ],
    )

    def options(self) -> dict[str, Any]:
        values = self.cleaned_data
        return Options(
            send_activation=values["send_activation"],
            customer_number=values["customer_number"],
            limit_renewed=values["limit_renewed"],
        ).to_json()
