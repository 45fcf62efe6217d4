"""The address of a customer's or a group's own site."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CustomerSite
from customers.services.sites import SiteAddress
from customers.sites import random_slug


class SiteForm(forms.Form):
    """What staff type. Whether it may be used, the service answers.

    `seen` is the site that was open when the page was drawn, blank for none.
    """

    slug = forms.CharField(
        label=_("Address"),
        max_length=200,
        help_text=_(
            "The letters a to z, digits and hyphens. Whoever knows the address sees the prices, so "
            "the one suggested cannot be guessed."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    host = forms.CharField(
        label=_("Host name of its own"),
        required=False,
        max_length=300,
        help_text=_(
            "Blank for none. Such as shop.example.com. It works once that name leads to this "
            "server and whoever runs the server has allowed it there (ALLOWED_HOSTS)."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(site: CustomerSite | None) -> dict[str, Any]:
        if site is None:
            return {"slug": random_slug()}
        return {"slug": site.slug, "host": site.host, "seen": site.pk}

    @property
    def address(self) -> SiteAddress:
        return SiteAddress(self.cleaned_data["slug"], self.cleaned_data["host"])

    @property
    def seen_id(self) -> int | None:
        found: int | None = self.cleaned_data["seen"]
        return found
