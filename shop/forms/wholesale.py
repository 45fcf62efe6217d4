"""The form of a company that applies for a pricing tier. It checks shape only."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.form_guard import GuardedForm
from core.reasons import say
from core.uploads.kinds import BY_SUFFIX
from customers.extra_field_forms import AnswerField
from customers.extra_fields import Written, field_name, to_edit
from customers.models import ShopSettings, User
from marketing.services.applications import ApplicationDetails
from marketing.wholesale_rules import ADDRESS_FIELDS, MOST_DOCUMENTS, Offer

_HELP_ME = "help"


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; the cleaned value is a list."""

    def clean(self, data: Any, initial: Any = None) -> "list[File[bytes]]":
        files = list(data or ())
        if not files:
            super().clean(None, initial)  # says so where one is required
        return [super(FilesField, self).clean(each, initial) for each in files]


def _text(label: Any, most: int, complete: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"autocomplete": complete})
    )


class WholesaleForm(GuardedForm):
    """Who applies, and for what; the optional fields only where the shop asks for them."""

    shortest_seconds = 3

    company = _text(_("Company"), 200, "organization")
    org_number = _text(_("Organisation number"), 30, "off")
    vat_number = _text(_("VAT number"), 20, "off")
    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: list(countries),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    website = forms.URLField(label=_("Website"), max_length=200, assume_scheme="https")
    street = _text(_("Street"), 200, "street-address")
    postal_code = _text(_("Postal code"), 20, "postal-code")
    city = _text(_("City"), 100, "address-level2")
    first_name = _text(_("First name"), 100, "given-name")
    last_name = _text(_("Last name"), 100, "family-name")
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We mail a link to it. We look at the application once you have confirmed it."),
    )
    phone = _text(_("Phone"), 40, "tel")
    tier = forms.ChoiceField(label=_("Which terms do you want?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you sell, where, and about how much you buy in a year."),
    )
    documents = FilesField(
        label=_("Documents"),
        widget=_Files(attrs={"accept": ",".join(f".{each}" for each in BY_SUFFIX)}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        offer: Offer,
        shop: ShopSettings,
        person: User | None,
    ) -> None:
        super().__init__(data, files)
        self.offer = offer
        self.initial = {**self.initial, "country": str(shop.country), **_known(person)}
        self._ask_as_chosen()
        self._offer_tiers()
        self._ask_own_questions()
        if not shop.b2b_mode:
            self.fields["company"].label = _("Name")

    def _ask_as_chosen(self) -> None:
        """Only what the programme asks for; what it does not require may be left blank."""
        for choice in self.offer.asked:
            names = ADDRESS_FIELDS if choice == "address" else (choice,)
            for name in names:
                if not self.offer.is_asked(choice):
                    del self.fields[name]
                elif not self.offer.is_required(choice):
                    self.fields[name].required = False
                    self.fields[name].widget.is_required = False
        if "documents" in self.fields:
            help_text: Any = say(
                _(
                    "At most %(count)s files of %(megabytes)s MB: PDF, office documents, text or"
                    " pictures, without macros. For instance a certificate of registration."
                ),
                count=MOST_DOCUMENTS,
                megabytes=settings.DOCUMENT_FILE_MAX_BYTES // (1024 * 1024),
            )
            self.fields["documents"].help_text = help_text

    def _offer_tiers(self) -> None:
        field: Any = self.fields["tier"]
        choices = [(str(tier.pk), tier.name) for tier in self.offer.tiers]
        if self.offer.may_leave_tier:
            choices.append((_HELP_ME, gettext("Help me choose")))
        field.choices = choices
        if len(choices) == 1:
            self.initial["tier"] = choices[0][0]
        if not self.offer.tiers:
            del self.fields["tier"]

    def _ask_own_questions(self) -> None:
        for question in self.offer.questions:
            self.fields[field_name(question.key)] = AnswerField(
                question,
                insists=True,
                label=question.label,
                initial=to_edit(question.kind, question.default),
            )

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (heading, fields)
            for heading, names in (
                (
                    gettext("The company"),
                    (
                        *("company", "org_number", "vat_number", "country", "website"),
                        *ADDRESS_FIELDS,
                    ),
                ),
                (gettext("Whom we write to"), ("first_name", "last_name", "email", "phone")),
                (
                    gettext("What you want"),
                    ("tier", *map(self._name_of, self.offer.questions), "words", "documents"),
                ),
            )
            if (fields := [self[name] for name in names if name in self.fields])
        ]

    @staticmethod
    def _name_of(question: Any) -> str:
        return field_name(question.key)

    @property
    def details(self) -> ApplicationDetails:
        """Call after `is_valid()`."""
        names = ApplicationDetails.__dataclass_fields__.keys() - {"tier"}
        said = {name: self.cleaned_data.get(name) or "" for name in names}
        wanted = self.cleaned_data.get("tier")
        tier = next((each for each in self.offer.tiers if str(each.pk) == wanted), None)
        return ApplicationDetails(**said, tier=tier)

    @property
    def written(self) -> Written:
        """The answers to the shop's own questions, as typed, by key."""
        return {
            question.key: self.cleaned_data[field_name(question.key)]
            for question in self.offer.questions
        }

    @property
    def chosen_files(self) -> "list[File[bytes]]":
        return self.cleaned_data.get("documents") or []


def _known(person: User | None) -> dict[str, str]:
    """Who is logged in need not write their name again."""
    if person is None:
        return {}
    return {name: getattr(person, name) for name in ("first_name", "last_name", "email", "phone")}
