"""The forms of a document, alike for staff and for the organisation's own administrators."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from core.reasons import say
from core.uploads.kinds import BY_SUFFIX
from customers.models import Document
from customers.services.documents import LONGEST_TITLE, DocumentDetails


class DocumentForm(forms.Form):
    """What is said of a document."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        return {name: getattr(document, name) for name in DocumentDetails.__dataclass_fields__}

    def details(self) -> DocumentDetails:
        names = DocumentDetails.__dataclass_fields__.keys() & self.cleaned_data.keys()
        return DocumentDetails(**{name: self.cleaned_data[name] for name in names})


class NewDocumentForm(DocumentForm):
    """A file and what is said of it. Whether the file may stay, the service answers."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in BY_SUFFIX)}),
    )
    field_order: tuple[str, ...] = ("file", "title")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Blank: the name of the file.")
        megabytes = settings.DOCUMENT_FILE_MAX_BYTES // (1024 * 1024)
        help_text: Any = say(
            _(
                "PDF, Word, Excel, PowerPoint, OpenDocument, text, CSV or a picture, without "
                "macros, at most %(megabytes)s MB."
            ),
            megabytes=megabytes,
        )
        self.fields["file"].help_text = help_text

    @property
    def chosen_file(self) -> "File[bytes]":
        file: File[bytes] = self.cleaned_data["file"]
        return file
