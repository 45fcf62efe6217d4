"""Changes of prices that Stina prepares: they hold for nobody until she publishes them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalogue.errors import CatalogueRefused
from catalogue.models import PriceList, PriceRow, StagedPrice, Variant
from catalogue.pricing.proposed import ProposedRow
from catalogue.selectors.prices import quote
from catalogue.selectors.staff_prices import staged_rows, staged_version
from catalogue.services import staged_prices
from catalogue.services.prices import (
    PriceDraft,
    create_price_list,
    end_rows,
    set_prices,
    update_price_list,
)
from catalogue.services.staged_prices import (
    Adjustment,
    discard_staged,
    publish_staged,
    stage_adjustment,
    stage_prices,
)
from tests.world import World


def some_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def kommun(world: World) -> PriceList:
    """Norrvik's list, in force for a year: dock 1 500, from 10 1 400; paper 250."""
    stina = world.actor(world.stina)
    made = create_price_list(
        actor=stina, name="NK", connected_to=[world.norrvik], valid_from=some_days(-365)
    )
    drafts = [
        PriceDraft(world.dock, Decimal("1500.00")),
        PriceDraft(world.dock, Decimal("1400.00"), 10),
        PriceDraft(world.paper, Decimal("250.00")),
    ]
    set_prices(actor=stina, price_list=made, prices=drafts, valid_from=some_days(-365))
    return made


def row(
    price_list: PriceList, variant: Variant, price: str | None, quantity: int = 1
) -> ProposedRow:
    return ProposedRow(
        price_list.pk, variant.pk, quantity, None if price is None else Decimal(price)
    )


def ending(price_list: PriceList, variant: Variant, quantity: int = 1) -> ProposedRow:
    return ProposedRow(price_list.pk, variant.pk, quantity, None, ends=True)


def stage(world: World, price_list: PriceList, *rows: ProposedRow) -> int:
    return stage_prices(actor=world.actor(world.stina), price_list=price_list, rows=rows)


def publish(world: World, price_list: PriceList, first_day: date | None = None) -> int:
    return publish_staged(
        actor=world.actor(world.stina),
        price_list=price_list,
        first_day=first_day or timezone.localdate(),
        version=staged_version(price_list),
    )


def pays(world: World, variant: Variant, quantity: int = 1, on: date | None = None) -> str:
    answer = quote(world.actor(world.nora), {variant.pk: quantity}, on=on)[variant.pk]
    return str(answer.unit_net)


def test_a_prepared_price_holds_for_nobody(world: World, kommun: PriceList) -> None:
    assert stage(world, kommun, row(kommun, world.dock, "1450")) == 1
    assert pays(world, world.dock) == "1500.00"
    assert [(each.unit_net, each.ends) for each in staged_rows(kommun)] == [
        (Decimal("1450.00"), False)
    ]
    assert StagedPrice.objects.get().staged_by == world.stina


def test_publishing_ends_what_held_and_overwrites_nothing(world: World, kommun: PriceList) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"))
    assert publish(world, kommun, some_days(3)) == 1
    rows = PriceRow.objects.filter(variant=world.dock, from_quantity=1).order_by("valid_from")
    assert [(each.unit_net, each.valid_from, each.valid_until) for each in rows] == [
        (Decimal("1500.00"), some_days(-365), some_days(2)),
        (Decimal("1450.00"), some_days(3), None),
    ]
    assert pays(world, world.dock) == "1500.00"
    assert pays(world, world.dock, on=some_days(3)) == "1450.00"
    assert not StagedPrice.objects.exists()


def test_an_ended_quantity_leaves_the_others_and_yesterday(world: World, kommun: PriceList) -> None:
    stage(world, kommun, ending(kommun, world.dock, 10))
    publish(world, kommun)
    assert pays(world, world.dock, 10) == "1500.00"
    assert pays(world, world.dock, 10, on=some_days(-1)) == "1400.00"
    assert pays(world, world.paper) == "250.00"


def test_an_ended_price_takes_what_was_to_come_with_it(world: World, kommun: PriceList) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"))
    publish(world, kommun, some_days(5))
    stage(world, kommun, ending(kommun, world.dock))
    publish(world, kommun, some_days(2))
    assert pays(world, world.dock, on=some_days(1)) == "1500.00"
    assert pays(world, world.dock, on=some_days(6)) == "1590.00"


def test_a_price_that_was_to_end_goes_on_when_it_is_published_again(
    world: World, kommun: PriceList
) -> None:
    stage(world, kommun, ending(kommun, world.dock))
    publish(world, kommun, some_days(3))
    assert pays(world, world.dock, on=some_days(3)) == "1590.00"
    assert stage(world, kommun, row(kommun, world.dock, "1500")) == 1
    publish(world, kommun)
    assert pays(world, world.dock, on=some_days(3)) == "1500.00"


def test_a_price_corrected_on_its_first_day_goes_on_until_the_next(
    world: World, kommun: PriceList
) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"))
    publish(world, kommun)
    stage(world, kommun, row(kommun, world.dock, "1300"))
    publish(world, kommun, some_days(9))
    PriceRow.objects.filter(unit_net="1450").update(valid_until=some_days(3))
    stage(world, kommun, row(kommun, world.dock, "1400"))
    publish(world, kommun)
    days = (-1, 0, 8, 9)
    assert [pays(world, world.dock, on=some_days(day)) for day in days] == [
        "1500.00",
        "1400.00",
        "1400.00",
        "1300.00",
    ]


def test_no_price_is_raised_beyond_what_a_list_holds(world: World, kommun: PriceList) -> None:
    stage(world, kommun, row(kommun, world.dock, "999999999999.99"))
    publish(world, kommun)
    with pytest.raises(CatalogueRefused, match="too-large"):
        stage_adjustment(
            actor=world.actor(world.stina),
            price_list=kommun,
            adjustment=Adjustment(percent=Decimal(5)),
        )
    assert not StagedPrice.objects.exists()


@pytest.mark.parametrize("blank", [None, "0"])
def test_a_blank_price_is_the_normal_price(
    world: World, kommun: PriceList, blank: str | None
) -> None:
    stage(world, kommun, row(kommun, world.paper, blank))
    publish(world, kommun)
    assert pays(world, world.paper) == "289.00"


def test_what_holds_already_is_no_change(world: World, kommun: PriceList) -> None:
    assert stage(world, kommun, row(kommun, world.dock, "1450")) == 1
    assert stage(world, kommun, row(kommun, world.dock, "1500.00")) == 0
    assert stage(world, kommun, ending(kommun, world.headset)) == 0
    assert not StagedPrice.objects.exists()


def test_the_price_of_today_is_a_change_when_another_is_to_come(
    world: World, kommun: PriceList
) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"))
    publish(world, kommun, some_days(5))
    assert stage(world, kommun, row(kommun, world.dock, "1500.00")) == 1
    publish(world, kommun, some_days(5))
    assert pays(world, world.dock, on=some_days(6)) == "1500.00"


def test_a_second_change_of_the_same_quantity_counts(world: World, kommun: PriceList) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"), row(kommun, world.dock, "1300", 10))
    stage(world, kommun, row(kommun, world.dock, "1460"))
    prices = StagedPrice.objects.order_by("from_quantity").values_list("unit_net", flat=True)
    assert list(prices) == [Decimal("1460.00"), Decimal("1300.00")]


def test_stina_discards_one_and_then_all(world: World, kommun: PriceList) -> None:
    stina = world.actor(world.stina)
    stage(world, kommun, row(kommun, world.dock, "1450"), row(kommun, world.paper, "240"))
    other = create_price_list(actor=stina, name="Annan")
    stage(world, other, row(other, world.paper, "100"))
    one = StagedPrice.objects.get(price_list=kommun, variant=world.dock)
    assert discard_staged(actor=stina, price_list=other, staged_id=one.pk) == 0
    assert discard_staged(actor=stina, price_list=kommun, staged_id=one.pk) == 1
    assert discard_staged(actor=stina, price_list=kommun) == 1
    assert StagedPrice.objects.get().price_list == other


def test_all_prices_are_raised_by_five_per_cent_to_whole_kronor(
    world: World, kommun: PriceList
) -> None:
    set_prices(
        actor=world.actor(world.stina),
        price_list=kommun,
        prices=[PriceDraft(world.headset, Decimal(0))],
    )
    changed = stage_adjustment(
        actor=world.actor(world.stina),
        price_list=kommun,
        adjustment=Adjustment(Decimal("5"), Decimal("1")),
    )
    assert changed == 3  # a row of 0 has no price to raise
    publish(world, kommun)
    assert pays(world, world.dock) == "1575.00"
    assert pays(world, world.dock, 10) == "1470.00"
    assert pays(world, world.paper) == "263.00"  # 262,50 half up
    assert pays(world, world.headset) == "1390.00"


@pytest.mark.parametrize(
    ("brand", "category", "expected"),
    [
        ("nordock", "", 3),
        ("Lyra", "", 0),
        ("", "kontorsmaterial", 1),
        ("", "datorer", 2),  # with what lies below
        ("", "dator", 0),
    ],
)
def test_prices_of_a_brand_or_a_branch_are_lowered(
    world: World, kommun: PriceList, brand: str, category: str, expected: int
) -> None:
    adjustment = Adjustment(Decimal(-10), brand=brand, category_path=category)
    stina = world.actor(world.stina)
    assert stage_adjustment(actor=stina, price_list=kommun, adjustment=adjustment) == expected


def test_more_changes_than_a_page_can_bear_are_a_files(
    world: World, kommun: PriceList, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged_prices, "MOST_STAGED", 2)
    with pytest.raises(CatalogueRefused) as refused:
        stage_adjustment(
            actor=world.actor(world.stina), price_list=kommun, adjustment=Adjustment(Decimal(5))
        )
    assert refused.value.code == "too-many"
    assert not StagedPrice.objects.exists()


def test_nothing_is_published_for_a_day_that_has_been(world: World, kommun: PriceList) -> None:
    stage(world, kommun, row(kommun, world.dock, "1450"))
    with pytest.raises(CatalogueRefused) as refused:
        publish(world, kommun, some_days(-1))
    assert refused.value.code == "past-day"
    assert pays(world, world.dock) == "1500.00"


def test_the_second_to_publish_the_same_is_told_so(world: World, kommun: PriceList) -> None:
    stina = world.actor(world.stina)
    stage(world, kommun, row(kommun, world.dock, "1450"))
    seen = staged_version(kommun)
    today = timezone.localdate()
    publish_staged(actor=stina, price_list=kommun, first_day=today, version=seen)
    with pytest.raises(CatalogueRefused) as refused:
        publish_staged(actor=stina, price_list=kommun, first_day=today, version=seen)
    assert refused.value.code == "nothing-staged"


def test_changes_that_others_touched_are_looked_at_once_more(
    world: World, kommun: PriceList
) -> None:
    stina = world.actor(world.stina)
    stage(world, kommun, row(kommun, world.dock, "1450"))
    for meanwhile in ("another change", "another price"):
        seen = staged_version(kommun)
        if meanwhile == "another change":
            stage(world, kommun, row(kommun, world.paper, "1"))
        else:
            drafts = [PriceDraft(world.dock, Decimal("1490"))]
            set_prices(actor=stina, price_list=kommun, prices=drafts)
        with pytest.raises(CatalogueRefused) as refused:
            publish_staged(
                actor=stina, price_list=kommun, first_day=timezone.localdate(), version=seen
            )
        assert refused.value.code == "changed-since"
    assert StagedPrice.objects.count() == 2


def test_sam_may_prepare_discard_and_publish_nothing(world: World, kommun: PriceList) -> None:
    sam = world.actor(world.sam)
    stage(world, kommun, row(kommun, world.dock, "1450"))
    version = staged_version(kommun)
    for attempt in (
        lambda: stage_prices(actor=sam, price_list=kommun, rows=[row(kommun, world.paper, "1")]),
        lambda: discard_staged(actor=sam, price_list=kommun),
        lambda: stage_adjustment(actor=sam, price_list=kommun, adjustment=Adjustment(Decimal(5))),
        lambda: publish_staged(
            actor=sam, price_list=kommun, first_day=timezone.localdate(), version=version
        ),
        lambda: end_rows(
            actor=sam, price_list=kommun, places=[(world.dock.pk, 1)], last_day=some_days(0)
        ),
        lambda: update_price_list(
            actor=sam, price_list=kommun, name="Sams", valid_from=some_days(0), valid_until=None
        ),
    ):
        with pytest.raises(CatalogueRefused) as refused:
            attempt()
        assert refused.value.code == "no-right"
    assert StagedPrice.objects.count() == 1


def test_a_list_has_a_name_of_its_own_and_ends_after_it_starts(
    world: World, kommun: PriceList
) -> None:
    stina = world.actor(world.stina)
    with pytest.raises(CatalogueRefused) as taken:
        create_price_list(actor=stina, name="NK")
    other = create_price_list(actor=stina, name="Annan")
    with pytest.raises(CatalogueRefused) as renamed:
        update_price_list(
            actor=stina, price_list=other, name="NK", valid_from=some_days(0), valid_until=None
        )
    with pytest.raises(CatalogueRefused) as backwards:
        update_price_list(
            actor=stina,
            price_list=other,
            name="Annan",
            valid_from=some_days(0),
            valid_until=some_days(-1),
        )
    assert [each.value.code for each in (taken, renamed, backwards)] == [
        "name-taken",
        "name-taken",
        "ends-before-start",
    ]
