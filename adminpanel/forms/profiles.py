"""The form of a graphical profile: colours as written, pictures, the welcome."""

from typing import Any, Literal, TypeAlias

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from customers.models import GraphicalProfile
from customers.models.graphical_profile import LONGEST_TITLE, LONGEST_WELCOME
from customers.profile_pictures import ACCEPTED
from customers.services.profiles import ProfileDetails

Sent: TypeAlias = "File[bytes] | Literal['remove'] | None"
_WRITTEN = ("brand_colour", "header_colour", "welcome_title", "welcome_text")


def _colour(label: Any, help_text: Any, *, required: bool) -> forms.CharField:
    # A script puts a chooser beside it; the written colour is what counts.
    attrs = {"data-colour": "", "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=40,
        widget=forms.TextInput(attrs=attrs),
    )


def _file(label: Any, help_text: Any) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ",".join(ACCEPTED)})
    return forms.FileField(label=label, help_text=help_text, required=False, widget=widget)


class ProfileForm(forms.Form):
    """Which colours and pictures may stay, the service answers."""

    brand_colour = _colour(
        _("Brand colour"), _("As # and six digits or letters, such as #FFC400."), required=True
    )
    header_colour = _colour(
        _("Header colour"),
        _("Behind the logo. Blank: the header keeps the shop's own."),
        required=False,
    )
    logo = _file(
        _("Logo"), _("PNG, JPEG, GIF or WebP, at most 5 MB. Shown 40 pixels high, at most 4:1.")
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    welcome_title = forms.CharField(
        label=_("Welcome, heading"), max_length=LONGEST_TITLE, required=False
    )
    welcome_text = forms.CharField(
        label=_("Welcome, text"),
        max_length=LONGEST_WELCOME,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands first on the start page. Plain text, without links."),
    )
    banner = _file(_("Banner"), _("A wide picture above the welcome, at most 5 MB."))
    remove_banner = forms.BooleanField(label=_("Take the banner away"), required=False)

    def __init__(self, *args: Any, profile: GraphicalProfile | None, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": self._initial(profile)})
        for name in ("logo", "banner"):
            if profile is None or getattr(profile, f"{name}_id") is None:
                del self.fields[f"remove_{name}"]

    @staticmethod
    def _initial(profile: GraphicalProfile | None) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in _WRITTEN} if profile else {}

    def details(self) -> ProfileDetails:
        return ProfileDetails(**{name: self.cleaned_data[name] for name in _WRITTEN})

    def sent(self, name: str) -> Sent:
        """The picture that was chosen; a new one counts before a yes to taking the old away."""
        file: File[bytes] | None = self.cleaned_data.get(name)
        if file is not None:
            return file
        return "remove" if self.cleaned_data.get(f"remove_{name}") else None
