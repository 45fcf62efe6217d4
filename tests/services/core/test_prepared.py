"""Questions whose SQL is put together once: the same answers as the querysets they come from."""

from datetime import date
from typing import Any

import pytest
from django.db.models import F, QuerySet
from pytest_django import DjangoAssertNumQueries

from catalogue.models import PriceList, Variant
from core.prepared import Among, Prepared
from customers.models import Membership
from tests.world import World


def seats(user_id: int) -> QuerySet[Membership, Membership]:
    rows = Membership.objects.filter(user=user_id).select_related("customer__main_group")
    return rows.annotate(company=F("customer__name")).order_by("id")


def test_models_come_with_what_belongs_to_them(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked: Prepared[Membership] = Prepared(seats, user_id=int)
    with django_assert_num_queries(1):
        (nora,) = asked.rows(user_id=world.nora.user_id)
        assert nora == world.nora
        assert nora.customer.main_group == world.norrvik
        assert nora.company == world.nora.customer.name  # type: ignore[attr-defined]
    (otto,) = asked.rows(user_id=world.otto.user_id)
    assert otto == world.otto


def test_values_are_converted_as_the_field_says(world: World) -> None:
    Variant.objects.filter(pk=world.dock.pk).update(attributes={"Portar": "5"})
    asked: Prepared[Any] = Prepared(
        lambda ids: Variant.objects.filter(Among("pk", ids)).values_list("sku", "attributes"),
        ids=list,
    )
    assert asked.rows(ids=[world.dock.pk]) == [(world.dock.sku, {"Portar": "5"})]
    assert asked.rows(ids=[]) == []


def test_one_column_may_come_flat(world: World) -> None:
    asked: Prepared[str] = Prepared(
        lambda sku: Variant.objects.filter(sku=sku).values_list("sku", flat=True), sku=str
    )
    assert asked.rows(sku=world.dock.sku) == [world.dock.sku]
    assert asked.rows(sku="' OR true --") == []


def test_nothing_is_equal_to_none(world: World) -> None:
    asked: Prepared[Any] = Prepared(
        lambda tier_id: Membership.objects.filter(customer__pricing_tier=tier_id), tier_id=int
    )
    assert asked.rows(tier_id=None) == []


def test_another_day_gives_another_answer(world: World) -> None:
    PriceList.objects.create(name="Våren", valid_from=date(2026, 3, 1))
    asked: Prepared[Any] = Prepared(
        lambda day: PriceList.objects.filter(valid_from__lte=day).values_list("name", flat=True),
        day=date,
    )
    assert asked.rows(day=date(2026, 2, 28)) == []
    assert asked.rows(day=date(2026, 3, 1)) == ["Våren"]


def test_a_question_that_would_ask_about_one_day_for_ever_is_refused(world: World) -> None:
    asked: Prepared[Any] = Prepared(
        lambda: PriceList.objects.filter(valid_from__lte=date(2026, 3, 1)).values_list("pk")
    )
    with pytest.raises(TypeError, match="for ever"):
        asked.rows()


def test_a_value_without_a_place_is_refused(world: World) -> None:
    asked: Prepared[Any] = Prepared(lambda pk: Variant.objects.values_list("pk"), pk=int)
    with pytest.raises(TypeError, match="no place"):
        asked.rows(pk=1)


def test_several_values_have_no_place_where_each_would_stand_for_itself(world: World) -> None:
    """`pk__in` writes as many places as there are ids; `Among` has one for all of them."""
    asked: Prepared[Any] = Prepared(
        lambda ids: Variant.objects.filter(pk__in=ids).values_list("pk"), ids=list
    )
    with pytest.raises(TypeError, match="no place"):
        asked.rows(ids=[world.dock.pk, world.paper.pk])


def test_the_values_are_those_it_was_prepared_for(world: World) -> None:
    asked: Prepared[Any] = Prepared(
        lambda pk: Variant.objects.filter(pk=pk).values_list("pk"), pk=int
    )
    with pytest.raises(TypeError, match="prepared for"):
        asked.rows(id=world.dock.pk)


def test_as_a_part_only_the_values_get_another_name(world: World) -> None:
    asked: Prepared[Any] = Prepared(
        lambda pk: Variant.objects.filter(pk=pk, name__contains="(5)").values_list("pk"), pk=int
    )
    text = asked.part("own").text
    assert "%(own_pk)s" in text
    assert "%%(5)%%" in text
