"""The form of where links to log-in and sign-up lead."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from customers.link_targets import KEPT, LONGEST, TARGETS
from customers.models import LinkTargets


def _address(label: object, help_text: object) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=LONGEST,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class LinkTargetsForm(forms.Form):
    """A page of the shop, /…, or https:// and one of the hosts below. It checks nothing itself."""

    login_link = _address(_("Log-in links lead to"), _("Blank = the shop's own log-in."))
    after_login = _address(
        _("After log-in"),
        _("For buyers who were not on their way to a page. Blank = the start page."),
    )
    wholesale_link = _address(
        _("Wholesale sign-up links lead to"), _("Blank = the shop's own form.")
    )
    after_sign_up = _address(
        _("After the wholesale form is sent"), _("Blank = the page that says look in your mail.")
    )
    allowed_hosts = forms.CharField(
        label=_("Other hosts"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "One a line, such as login.example.com. An address above may lead there, and nowhere"
            " else outside the shop."
        ),
    )

    def __init__(self, data: QueryDict | None, *, now: LinkTargets) -> None:
        initial = {name: getattr(now, name) for name in TARGETS}
        super().__init__(data, initial=initial | {"allowed_hosts": "\n".join(now.allowed_hosts)})

    @property
    def written(self) -> Mapping[str, str]:
        return {name: self.cleaned_data[name] for name in KEPT}
