"""Title and birthday in a form: there only where the shop's settings ask for them (C20)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.form_fields import DayField
from customers.birthdays import is_birthday
from customers.models import ShopSettings, User
from customers.services.users import Personal


def add_personal_fields(form: forms.Form, shop: ShopSettings) -> None:
    """With the purpose beside each, as written: help texts are drawn as they are.

    A form of a shop that asks for nothing gets nothing.
    """
    if shop.title_in_use:
        form.fields["title"] = forms.CharField(
            label=pgettext_lazy("person", "Title"),
            max_length=20,
            required=False,
            help_text=escape(shop.title_purpose),
        )
    if shop.birthday_in_use:
        form.fields["birthday"] = DayField(
            label=_("Birthday"),
            required=False,
            help_text=escape(shop.birthday_purpose),
            validators=[_is_a_birthday],
        )


def personal_initial(user: User) -> dict[str, Any]:
    return {"title": user.title, "birthday": user.birthday}


def personal_of(form: forms.Form, person: User | None = None) -> Personal | None:
    """What was filled in; None where the form asked for neither.

    What it does not show stays as it is of `person`.
    """
    asked = form.fields.keys() & {"title", "birthday"}
    if not asked:
        return None
    kept = personal_initial(person) if person is not None else {}
    return Personal(**kept | {name: form.cleaned_data[name] for name in asked})


def _is_a_birthday(day: Any) -> None:
    if not is_birthday(day, today=timezone.localdate()):
        raise ValidationError(_("This is no birthday of somebody alive."))
