"""Switching parts of the shop on and off (N-01)."""

from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused
from customers.access import Perm
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.errors import CustomersRefused, require
from customers.models import AddOnSwitch, ShopSettings
from customers.policies import NO_RIGHT


@use_case("shop.switch-add-on")
def switch_add_on(*, actor: Actor, number: AddOn, on: bool) -> None:
    """Opens or closes a part for everybody at once. What was saved of it stays.

    Raises CustomersRefused when it is so already: somebody else was here first.
    """
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)
    shop = ShopSettings.objects.select_for_update().filter(pk=1).first()
    if shop is None:
        shop = ShopSettings.objects.create(pk=1)
    if shop.is_on(number) == on:
        said = _("This part is on already.") if on else _("This part is off already.")
        raise CustomersRefused(Refused(said, "add_on_is_so"))
    others = set(shop.closed_add_ons) - {number.value}
    shop.closed_add_ons = sorted(others if on else others | {number.value})
    shop.save(update_fields=["closed_add_ons"])
    AddOnSwitch.objects.update_or_create(number=number.value, defaults={"is_on": on})
