"""VAT rates: created and changed by the shop's administrators."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import VatRate
from core.audit import use_case
from core.reasons import ALLOWED, Refused, Verdict
from customers.access import Perm
from customers.actors import Actor


def may_change_vat(actor: Actor) -> Verdict:
    """Staff administrators only."""
    if actor.has(Perm.STAFF_SETTINGS):
        return ALLOWED
    return Refused(_("Only the shop's administrators change this."), "no-right")


@use_case("vat-rate.save")
def save_vat_rate(
    *,
    actor: Actor,
    name: str,
    percent: Decimal,
    is_default: bool = False,
    rate: VatRate | None = None,
) -> VatRate:
    """Creates a rate, or changes `rate`: from now on, since orders keep the percent they had.

    One rate is used when nothing else is said; making another the default takes it from the
    first. Raises CatalogueRefused (name taken, not 0–100, the default given away to nobody).
    """
    require(may_change_vat(actor))
    if not 0 <= percent <= 100:
        raise CatalogueRefused(Refused(_("A percentage is between 0 and 100."), "percent"))
    others = VatRate.objects.select_for_update().order_by("pk")
    present = {each.pk: each for each in others}  # locked: exactly one stays the default
    rate = VatRate() if rate is None else present[rate.pk]
    default = next((each for each in present.values() if each.is_default), None)
    if not is_default and default is not None and default.pk == rate.pk:
        raise CatalogueRefused(
            Refused(_("Make another rate the default instead."), "default_needed")
        )
    if is_default and default is not None and default.pk != rate.pk:
        default.is_default = False
        default.save(update_fields=["is_default"])
    rate.name, rate.percent = name.strip(), percent
    rate.is_default = is_default or default is None
    try:
        with transaction.atomic():
            rate.save()
    except IntegrityError:
        raise CatalogueRefused(Refused(_("Another rate has this name."), "name_taken")) from None
    return rate
