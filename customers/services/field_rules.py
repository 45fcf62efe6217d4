"""The rules of form fields: set by staff, and held to by every write."""

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.audit import use_case
from core.reasons import Refused, Text, say
from customers.actors import Actor
from customers.errors import (
    AddressesWouldBreak,
    CustomersRefused,
    FieldsRefused,
    RuleRefused,
    require,
)
from customers.field_patterns import NOTHING, PROPERTIES, Pattern, Said, wrong_with
from customers.field_rules import ADDRESSES, CUSTOMERS, SCOPED, SECTIONS, Field, Rule, Rules
from customers.models import Customer, CustomerGroup, FieldRule, ShopSettings
from customers.policies import NO_RIGHT, may_set_field_rules
from customers.selectors.field_breaking import addresses_breaking
from customers.selectors.field_rules import (
    Scope,
    rows_in,
    rules_for,
    rules_in,
    rules_of,
    said_of,
)
from customers.selectors.shop import shop_settings

MOST_LABEL, MOST_HELP, LAST_PLACE = 80, 300, 999


def seen_of(said: Said) -> str:
    """Names what was said, so that a form can tell whether somebody said otherwise since."""
    parts = [f"{name}={getattr(said, name)!r}" for name in PROPERTIES]
    return sha256("|".join(parts).encode(errors="surrogatepass")).hexdigest()[:16]


@use_case("field-rule.set")
def set_field_rule(
    *,
    actor: Actor,
    scope: Scope,
    section: str,
    field: str,
    said: Said,
    seen: str = "",
    yes_to: str = "",
) -> None:
    """What the shop, a group or a customer says of one field from now on; NOTHING = no more.

    `seen` names what the form was shown (`seen_of`); "" = whatever stands. Raises RuleRefused with
    a reason for each property, and AddressesWouldBreak when saved addresses break what is stricter,
    unless `yes_to` names them.
    """
    require(may_set_field_rules(actor, scope.group, scope.customer))
    _lock(scope)
    if section not in SECTIONS or not (scope.is_shop or section in SCOPED):
        require(NO_RIGHT)
    row = rows_in(scope).filter(section=section, field=field).first()
    stood = said_of(row) if row else NOTHING
    if seen and seen != seen_of(stood):
        words = _("Somebody has changed this field since you opened it. Look once more.")
        raise CustomersRefused(Refused(words, "changed_since"))
    if said == stood:
        return
    shop = shop_settings()
    rules = rules_in(shop, scope)
    after = rules.saying(section, field, said)
    _require_sense(after, section, field, said)
    if section == ADDRESSES:
        before = rules.rule(section, field)
        _ask(shop, scope, before, after.rule(section, field), yes_to)
    row = row or FieldRule(section=section, field=field, group=scope.group, customer=scope.customer)
    for name in PROPERTIES:
        setattr(row, name, getattr(said, name))
    row.save()


@use_case("shop.require-fields")
def set_required_fields(*, actor: Actor, section: str, required: Collection[str]) -> None:
    """The section's fields that cannot be left blank from now on; what stands already stays.

    A field that is always required, or that the shop does not ask for now, keeps what it had.
    """
    require(may_set_field_rules(actor, None, None))
    shop = _lock_shop()
    known = {rule.field: rule for rule in rows_in(Scope()).filter(section=section)}
    for field in rules_of(shop).asked(section):
        rule = known.get(field.name) or FieldRule(section=section, field=field.name)
        is_required = field.name in required
        if not field.always and bool(rule.is_required) != is_required:
            rule.is_required = is_required
            rule.save()


def require_filled(
    section: str, values: Mapping[str, Any], *, customer: Customer | None = None
) -> None:
    """Raises FieldsRefused for what the rules of the customer (None: of the shop) do not let stand.

    One query, two where groups or customers have rules of their own. Every service that writes
    such a record asks this, so no form can forget it.
    """
    require_rules(rules_for(shop_settings(), customer), section, values)


def require_rules(rules: Rules, section: str, values: Mapping[str, Any]) -> None:
    """`require_filled` for whoever has the rules."""
    if broken := rules.broken(section, values):
        raise FieldsRefused(broken)


def _lock(scope: Scope) -> None:
    """Whoever says something of the same scope waits."""
    if scope.customer is not None:
        Customer.objects.select_for_update(no_key=True).get(pk=scope.customer.pk)
    elif scope.group is not None:
        CustomerGroup.objects.select_for_update(no_key=True).get(pk=scope.group.pk)
    else:
        _lock_shop()


def _lock_shop() -> ShopSettings:
    # The rules come with the settings' row, so it must be there; its lock lets nobody in between.
    shop, _made = ShopSettings.objects.get_or_create(pk=1)
    ShopSettings.objects.select_for_update().get(pk=shop.pk)
    return shop


def _ask(shop: ShopSettings, scope: Scope, before: Rule, after: Rule, yes_to: str) -> None:
    """A yes to the addresses that were named is none to one that somebody has saved since."""
    if not after.field.most:
        return
    found = addresses_breaking(shop, scope, before=before, after=after)
    if found.is_none:
        return
    named = ",".join(str(each.pk) for each in found.addresses)
    key = sha256(f"{named} {found.kept} {found.has_more}".encode()).hexdigest()[:16]
    if key != yes_to:
        raise AddressesWouldBreak(
            found.addresses, kept=found.kept, has_more=found.has_more, key=key
        )


def _require_sense(rules: Rules, section: str, name: str, said: Said) -> None:
    """Raises RuleRefused for a rule that nobody could keep, or that says what it cannot."""
    field = next((each for each in rules.asked(section) if each.name == name), None)
    if field is None:
        require(NO_RIGHT)
        return
    if wrong := _senseless(said, section, field) or _together(rules, section, name):
        raise RuleRefused(wrong)


def _senseless(said: Said, section: str, field: Field) -> dict[str, Text]:
    """What is wrong with each property for itself."""
    wrong: dict[str, Text] = {}
    most = field.most
    if field.always and said.is_required is False:
        wrong["is_required"] = _("This field is always required.")
    if said.is_hidden and section == CUSTOMERS:
        wrong["is_hidden"] = _("Only staff see this field, so it is not hidden from anybody.")
    elif said.is_hidden and (field.always or field.stays):
        wrong["is_hidden"] = field.stays or _(
            "This field is always required, so it cannot be hidden."
        )
    for name in ("max_length", "min_length"):
        value = getattr(said, name)
        if value is not None and not 1 <= value <= most:
            wrong[name] = say(_("The field holds between 1 and %(most)s characters."), most=most)
    if said.pattern and (said.pattern not in Pattern.values or not most):
        wrong["pattern"] = _("Choose one of the list.")
    if len(said.prefix) > min(20, most):
        wrong["prefix"] = say(_("At most %(most)s characters."), most=min(20, most))
    if len(said.default) > min(200, most):
        wrong["default"] = say(_("At most %(most)s characters."), most=min(200, most))
    if said.position is not None and not 0 <= said.position <= LAST_PLACE:
        wrong["position"] = say(_("A whole number from 0 to %(most)s."), most=LAST_PLACE)
    known = {code for code, _name in settings.LANGUAGES}
    for name, longest in (("labels", MOST_LABEL), ("helps", MOST_HELP)):
        texts = getattr(said, name)
        if texts.keys() - known or any(len(text) > longest for text in texts.values()):
            wrong[name] = say(_("At most %(most)s characters."), most=longest)
    return wrong


def _together(rules: Rules, section: str, name: str) -> dict[str, Text]:
    """What is wrong with all that holds, also by what less exact ones say."""
    rule = rules.rule(section, name)
    whole, most = rule.said, rule.field.most
    wrong: dict[str, Text] = {}
    if whole.min_length and whole.min_length > rule.max_length > 0:
        wrong["min_length"] = say(
            _("The maximum is %(most)s, so nothing could be written."), most=rule.max_length
        )
    if len(whole.prefix) > rule.max_length > 0:
        wrong["prefix"] = say(
            _("The maximum is %(most)s, so nothing could be written."), most=rule.max_length
        )
    if whole.default and (why := wrong_with(whole, most, whole.default)) is not None:
        wrong["default"] = why
    elif whole.is_hidden and rule.is_required and not rule.field.always and not rule.default:
        wrong["is_hidden"] = _("It is required, so a hidden one needs a default value.")
    return wrong
