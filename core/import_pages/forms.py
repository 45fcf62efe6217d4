"""The form that takes a spreadsheet, whatever it holds."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ImportForm(forms.Form):
    """A kind of import adds its own choices; `options` hands them to its Importer."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), OpenDocument (.ods) or CSV, at most 50 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt,.gz"}),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

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
        """What was chosen besides the file, as the Importer of the kind reads it."""
        return {}
