"""What the shop requires of people, customers and addresses: set, and held to by every write."""

from collections.abc import Collection, Mapping
from typing import Any

from core.audit import use_case
from customers.access import Perm
from customers.actors import Actor
from customers.errors import FieldsMissing, require
from customers.models import FieldRule, ShopSettings
from customers.policies import NO_RIGHT
from customers.selectors.field_rules import rules_of
from customers.selectors.shop import shop_settings


@use_case("shop.require-fields")
def set_required_fields(*, actor: Actor, section: str, required: Collection[str]) -> None:
    """The section's fields that cannot be left blank from now on; what stands already stays.

    A field that is always required, or that the shop does not ask for now, keeps what it had.
    """
    if not actor.has(Perm.STAFF_SETTINGS):
        require(NO_RIGHT)
    # The rules come with the settings' row, so it must be there; its lock lets nobody in between.
    shop, _made = ShopSettings.objects.get_or_create(pk=1)
    ShopSettings.objects.select_for_update().get(pk=shop.pk)
    known = {rule.field: rule for rule in FieldRule.objects.filter(section=section)}
    for field in rules_of(shop).asked(section):
        rule = known.get(field.name) or FieldRule(section=section, field=field.name)
        is_required = field.name in required
        if not field.always and rule.is_required != is_required:
            rule.is_required = is_required
            rule.save()


def require_filled(section: str, values: Mapping[str, Any]) -> None:
    """Raises FieldsMissing for what the shop requires and `values` leave blank. One query.

    Every service that writes such a record asks this, so no form can forget it.
    """
    lacking = rules_of(shop_settings()).lacking(section, values)
    if lacking:
        raise FieldsMissing({field.name: field.label for field in lacking})
