"""From which day to which: the part that lists of orders share, kept in the address."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.lists import Chip, address_with
from customers.actors import ShopRequest
from shop.forms.group import OrderDaysForm

_NAMES = ("placed_from", "placed_to")


def days_form(request: ShopRequest) -> OrderDaysForm:
    """What the address says, checked; a day that is none narrows nothing and says so."""
    asked = any(request.GET.get(name) for name in _NAMES)
    form = OrderDaysForm(request.GET if asked else None)
    form.is_valid()
    return form


def days_in(form: OrderDaysForm) -> dict[str, date]:
    """The days that were asked for and are days."""
    values = getattr(form, "cleaned_data", {})
    return {name: values[name] for name in _NAMES if values.get(name)}


def day_chips(request: ShopRequest, days: dict[str, date]) -> list[Chip]:
    words = {"placed_from": _("Placed from"), "placed_to": _("Placed to")}
    return [
        Chip(f"{words[name]}: {date_format(day, 'j M Y')}", address_with(request, **{name: None}))
        for name, day in days.items()
    ]
