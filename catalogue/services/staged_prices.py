"""Changes of a price list prepared by staff: staged, taken back, and published from a day on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import PriceList, StagedPrice
from catalogue.policies import may_change_goods
from catalogue.pricing.adjusting import adjusted
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.staff_prices import (
    Place,
    Standing,
    current_rows,
    staged_version,
    standing_rows,
)
from catalogue.services.prices import PriceDraft, end_rows, set_prices
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor
from customers.selectors.shop import shop_settings

MOST_STAGED = 20_000  # in one list; a larger change is a file's
_BATCH = 1000
_TOO_LARGE = Decimal(10) ** 12  # for the column of prices


@dataclass(frozen=True, slots=True)
class Adjustment:
    """All prices of a list raised by `percent` (lowered when below 0), to the nearest `step`.

    `brand` and `category_path` narrow it; blank = all goods of the list.
    """

    percent: Decimal
    step: Decimal = Decimal("0.01")
    brand: str = ""
    category_path: str = ""


@use_case("price-list.stage")
def stage_prices(*, actor: Actor, price_list: PriceList, rows: Iterable[ProposedRow]) -> int:
    """Prepares these changes; how many differ from what holds. Raises `CatalogueRefused`.

    A change of the same quantity that was prepared before gives way. One that says what holds
    already, with nothing to come, is taken away: there is nothing to publish.
    """
    require(may_change_goods(actor))
    _lock(price_list)
    wanted = {(row.variant_id, row.from_quantity): row for row in rows}
    standing = standing_rows(price_list, {variant_id for variant_id, _quantity in wanted})
    changing = [row for place, row in wanted.items() if not _says_nothing(row, standing.get(place))]
    _forget(price_list, wanted)
    _refuse_too_many(price_list, len(changing))
    now = timezone.now()
    StagedPrice.objects.bulk_create(
        (
            StagedPrice(
                price_list=price_list,
                variant_id=row.variant_id,
                from_quantity=row.from_quantity,
                unit_net=None if row.ends else row.unit_net,
                ends=row.ends,
                staged_by=actor.real_user,
                staged_at=now,
            )
            for row in changing
        ),
        batch_size=_BATCH,
    )
    return len(changing)


@use_case("price-list.stage")
def stage_adjustment(*, actor: Actor, price_list: PriceList, adjustment: Adjustment) -> int:
    """Prepares new prices for the rows that hold today; how many change.

    Rows of 0 or blank have no price to raise, and rows that begin later are left as they are.
    """
    require(may_change_goods(actor))
    found = current_rows(
        price_list, brand=adjustment.brand, category_path=adjustment.category_path
    )[: MOST_STAGED + 1]
    rows = list(found)
    _refuse_over(len(rows))
    currency = shop_settings().currency
    changes = [
        ProposedRow(
            price_list_id=price_list.pk,
            variant_id=row.variant_id,
            from_quantity=row.from_quantity,
            unit_net=adjusted(
                row.unit_net, adjustment.percent, step=adjustment.step, currency=currency
            ),
        )
        for row in rows
        if row.unit_net is not None
    ]
    if any(change.unit_net is not None and change.unit_net >= _TOO_LARGE for change in changes):
        raise CatalogueRefused(Refused(_("A price would be too large."), "too-large"))
    return stage_prices(actor=actor, price_list=price_list, rows=changes)


@use_case("price-list.unstage")
def discard_staged(*, actor: Actor, price_list: PriceList, staged_id: int | None = None) -> int:
    """Takes back one prepared change, or all of the list's; how many there were."""
    require(may_change_goods(actor))
    _lock(price_list)
    staged = StagedPrice.objects.filter(price_list=price_list)
    if staged_id is not None:
        staged = staged.filter(pk=staged_id)
    return int(staged.delete()[0])


@use_case("price-list.publish")
def publish_staged(*, actor: Actor, price_list: PriceList, first_day: date, version: str) -> int:
    """The prepared changes hold from `first_day`; how many. What held before is ended, and stays.

    `version` is what `staged_version` said of the changes that the actor looked at: when somebody
    published, prepared or took back anything meanwhile, nothing happens. Raises
    `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    _lock(price_list)
    if first_day < timezone.localdate():
        raise CatalogueRefused(Refused(_("The first day is today or later."), "past-day"))
    staged = list(StagedPrice.objects.filter(price_list=price_list).select_related("variant"))
    if not staged:
        raise CatalogueRefused(
            Refused(
                _("Nothing is left to publish: somebody has published or discarded the changes."),
                "nothing-staged",
            )
        )
    if staged_version(price_list) != version:
        raise CatalogueRefused(
            Refused(
                _("Somebody has changed these prices since you looked. Look once more."),
                "changed-since",
            )
        )
    _publish(actor, price_list, staged, first_day)
    StagedPrice.objects.filter(price_list=price_list).delete()
    return len(staged)


def _publish(
    actor: Actor, price_list: PriceList, staged: Sequence[StagedPrice], first_day: date
) -> None:
    for some in _batches([row for row in staged if not row.ends]):
        set_prices(
            actor=actor,
            price_list=price_list,
            prices=[PriceDraft(row.variant, row.unit_net, row.from_quantity) for row in some],
            valid_from=first_day,
        )
    for some in _batches([row for row in staged if row.ends]):
        end_rows(
            actor=actor,
            price_list=price_list,
            places=[(row.variant_id, row.from_quantity) for row in some],
            last_day=first_day - timedelta(days=1),
        )


def _batches(rows: Sequence[StagedPrice]) -> Iterator[Sequence[StagedPrice]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _lock(price_list: PriceList) -> None:
    """Whoever prepares, discards or publishes in a list does it alone."""
    PriceList.objects.select_for_update().get(pk=price_list.pk)


def _says_nothing(change: ProposedRow, standing: Sequence[Standing] | None) -> bool:
    if not standing:
        return change.ends
    if change.ends or len(standing) > 1:
        return False
    row = standing[0]
    is_open = row.valid_until is None and row.valid_from <= timezone.localdate()
    return is_open and row.unit_net == change.unit_net


def _forget(price_list: PriceList, places: Collection[Place]) -> None:
    staged = StagedPrice.objects.filter(
        price_list=price_list, variant__in={variant_id for variant_id, _quantity in places}
    )
    old = [
        pk
        for pk, variant_id, quantity in staged.values_list("pk", "variant_id", "from_quantity")
        if (variant_id, quantity) in places
    ]
    StagedPrice.objects.filter(pk__in=old).delete()


def _refuse_too_many(price_list: PriceList, more: int) -> None:
    _refuse_over(StagedPrice.objects.filter(price_list=price_list).count() + more)


def _refuse_over(count: int) -> None:
    if count > MOST_STAGED:
        reason = say(
            _(
                "At most %(most)s changes can wait in a list. Choose a brand or a category, or "
                "change the prices with a file."
            ),
            most=MOST_STAGED,
        )
        raise CatalogueRefused(Refused(reason, "too-many"))
