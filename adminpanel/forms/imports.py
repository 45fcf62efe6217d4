"""The form that takes a spreadsheet."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.reasons import say
from customers.periods import Recurrence
from customers.user_import.facts import Options


class ImportForm(forms.Form):
    """A spreadsheet, whatever it holds."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 50 MB."),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt,.gz"}
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        limit = settings.IMPORT_FILE_MAX_BYTES
        if file.size is not None and file.size > limit:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)s MB. Split it into smaller files."),
                params={"megabytes": limit // (1024 * 1024)},
            )
        return file

    def options(self) -> dict[str, Any]:
        """What was chosen besides the file, as the planner of the kind reads it."""
        return {}


class UserImportForm(ImportForm):
    send_activation = forms.BooleanField(
        label=_("Mail new people an activation link"),
        required=False,
        help_text=_("When the import is applied. A row can say otherwise in its own column."),
    )
    customer_number = forms.CharField(
        label=_("Customer number, if the file has no such column"),
        required=False,
        max_length=30,
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
            customer_number=values["customer_number"].strip(),
            limit_renewed=values["limit_renewed"],
        ).to_json()
