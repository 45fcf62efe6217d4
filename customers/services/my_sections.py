"""Which sections of My pages the shop shows."""

from collections.abc import Collection

from core.audit import use_case
from customers.access import Perm
from customers.actors import Actor
from customers.errors import NotPermitted
from customers.models import ShopSettings
from customers.my_sections import Section
from customers.policies import NO_RIGHT


@use_case("shop.show-sections")
def show_sections(*, actor: Actor, shown: Collection[Section]) -> None:
    """Exactly these from now on. What people saved in the others stays as it is."""
    if not actor.has(Perm.STAFF_SETTINGS):
        raise NotPermitted(NO_RIGHT)
    shop, _made = ShopSettings.objects.get_or_create(pk=1)
    ShopSettings.objects.select_for_update().get(pk=shop.pk)
    hidden = [section.value for section in Section if section not in shown]
    ShopSettings.objects.filter(pk=shop.pk).update(hidden_sections=hidden)
