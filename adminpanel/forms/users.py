"""Forms of a person and of what the person may do at a customer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from customers.field_rule_forms import require_fields
from customers.field_rules import USERS
from customers.member_forms import MembershipForm
from customers.models import ShopSettings, StaffRole, User
from customers.personal_forms import add_personal_fields, personal_of
from customers.services.users import Person

_PERSON = (
    "title",
    "first_name",
    "last_name",
    "birthday",
    "phone",
    "language",
    "staff_note",
)


class PersonForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("The shop's language")), *settings.LANGUAGES],
    )
    staff_note = forms.CharField(
        label=_("Note seen only by staff"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, shop: ShopSettings, **options: Any) -> None:
        super().__init__(*args, **options)
        add_personal_fields(self, shop)
        require_fields(self, USERS, shop)
        self.order_fields(_PERSON)
        self.fields["staff_note"].is_wide = True  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        return {name: getattr(user, name) for name in _PERSON}

    def person(self) -> Person:
        said = {name: self.cleaned_data[name] for name in PersonForm.base_fields}
        return Person(**said, personal=personal_of(self))


class NewPersonForm(PersonForm):
    """A person by hand. With a customer number they are connected there."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The person's log-in."))
    customer_number = forms.CharField(
        label=_("Customer number"),
        required=False,
        max_length=30,
        help_text=_("Which customer the person buys for. Blank = none yet."),
    )
    staff_role = forms.ChoiceField(label=_("Staff role"), required=False, choices=StaffRole.choices)
    send_activation = forms.BooleanField(
        label=_("Mail an activation link now"),
        required=False,
        initial=True,
        help_text=_("The person chooses a password with it. It works once, for seven days."),
    )

    def __init__(self, *args: Any, may_choose_staff: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(("email", *_PERSON[:-1], "customer_number"))
        if not may_choose_staff:
            del self.fields["staff_role"]


VERIFIED_HOW = _("Kept in the person's log: “called back on the number we had”.")


class EmailForm(forms.Form):
    """Who confirms a new address, and how staff know who asks (C12, K-35)."""

    AT_ONCE = "now"

    email = forms.EmailField(label=_("New e-mail"), max_length=254)
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            ("both", _("Both addresses confirm it by mail")),
            (AT_ONCE, _("Change it now: the old address is not read any more")),
        ],
        initial="both",
        widget=forms.RadioSelect,
    )
    verified_how = forms.CharField(
        label=_("How do you know who asks?"), max_length=300, help_text=VERIFIED_HOW
    )
    reason = forms.CharField(
        label=_("Why now, without the old address?"),
        max_length=300,
        required=False,
        help_text=_("Only when you change it now. Kept in the person's log."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("how") == self.AT_ONCE and not values.get("reason", "").strip():
            self.add_error("reason", _("Write why the old address cannot confirm it."))
        return values

    @property
    def is_at_once(self) -> bool:
        return bool(self.cleaned_data["how"] == self.AT_ONCE)


class ResetForm(forms.Form):
    verified_how = forms.CharField(
        label=_("How do you know who asks?"),
        max_length=300,
        help_text=_("Kept in the person's log. The link goes to the person's own address."),
    )


class TemporaryPasswordForm(forms.Form):
    """A password to tell somebody, and why a mailed link does not do. Never shown again."""

    reason = forms.CharField(
        label=_("Why does a reset link not do?"),
        max_length=300,
        help_text=_("Kept in the person's log: “no mail where the person works”."),
    )
    verified_how = forms.CharField(
        label=_("How do you know who asks?"), max_length=300, help_text=VERIFIED_HOW
    )
    new = forms.CharField(
        label=_("Temporary password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and "again" in values and values["new"] != values["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        return values


class SecondFactorResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, and how do you know who asks?"),
        max_length=300,
        help_text=_("Kept in the person's log: “phone lost, called back on the number we had”."),
    )


class StaffRoleForm(forms.Form):
    staff_role = forms.ChoiceField(label=_("Staff role"), required=False, choices=StaffRole.choices)


class StaffMembershipForm(MembershipForm):
    """A connection's card as staff see it: they may leave an organisation to the shop."""

    leave_to_shop = forms.BooleanField(
        label=_("Leave the organisation without an administrator"),
        required=False,
        help_text=_("Then the shop looks after it."),
    )


class ConnectForm(forms.Form):
    """Which customer a person is connected to; the rest is set on the connection's card."""

    customer_number = forms.CharField(label=_("Customer number"), max_length=30)


class ConsentForm(forms.Form):
    told_how = forms.CharField(
        label=_("How did the person say yes?"),
        max_length=200,
        help_text=_("How and when, such as: told by phone on 3 May. The person reads it."),
    )


class ErasingForm(forms.Form):
    """What cannot be undone is written out by hand first (C11)."""

    typed = forms.CharField(
        label=_("Write the person's e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("So that it is the right person. Erasing cannot be undone."),
    )
    reason = forms.CharField(
        label=_("Who asked for it, and when?"),
        max_length=300,
        help_text=_("Kept in the log of what is left. Write no name."),
    )


class TakeOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Who asked for it, and when?"),
        max_length=300,
        help_text=_("Kept in the person's log."),
    )
