"""Customers and people are found by any part of what is written about them, few hits or many."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from customers import search
from customers.models import Address, Customer, User
from customers.search import Asked, customers_matching, having, users_matching
from customers.search_texts import (
    address_text,
    company_name,
    company_text,
    kept_org_number,
    person_text,
)
from orders.models import OrderLine
from tests.world import World, make_user

pytestmark = pytest.mark.django_db
WORD = Asked(("lindqvist",))


@pytest.fixture(params=["few hits", "many hits", "too many for a pair"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer must be the same whether hits are named first or met on the way."""
    if request.param != "few hits":
        monkeypatch.setattr(search, "FEW", 0)
    if request.param == "too many for a pair":
        monkeypatch.setattr(search, "PAIRED", 0)


def _customers(text: str) -> set[str]:
    return {each.name for each in customers_matching(Customer.objects.all(), text)}


def _users(text: str) -> set[str]:
    return {each.email for each in users_matching(User.objects.all(), text)}


@pytest.mark.parametrize(
    "text", ["Hamngatan", "hamngat", "HAMNGATAN 14", "14 hamngatan", "531 31", "53131", "köping"]
)
def test_a_customer_is_found_by_part_of_an_address(world: World, text: str) -> None:
    world.school.addresses.all().delete()
    Address.objects.create(
        customer=world.school,
        name="Expedition",
        street="Hamngatan 14",
        postal_code="531 31",
        city="Lidköping",
    )
    assert _customers(text) == {world.school.name}


def test_an_address_that_a_person_keeps_for_themselves_finds_nobody(world: World) -> None:
    Address.objects.create(
        customer=world.school,
        membership=world.nora,
        name="Nora",
        street="Hemliga stigen 3",
        postal_code="11111",
        city="Dold",
    )
    assert _customers("Hemliga stigen") == set()


@pytest.mark.parametrize("written", ["212000-1355", "2120001355", "212000 1355", "SE212000135501"])
def test_a_customer_is_found_by_its_organisation_number_in_any_writing(
    world: World, written: str
) -> None:
    Customer.objects.filter(pk=world.school.pk).update(org_number="212000-1355")
    Customer.objects.filter(pk=world.care.pk).update(org_number="5560001111")
    assert _customers(written) == {world.school.name}


def test_one_word_may_be_in_the_name_and_another_in_a_members(world: World) -> None:
    assert _customers("otto vestby") == {world.vestby.name}
    assert _customers("nora vestby") == set()


def test_words_of_a_person_and_of_an_address_are_of_the_same_one(world: World) -> None:
    """Else the search for a common name shows every company that has both names somewhere."""
    school = world.school.name
    assert _customers("nora greta") == set()
    world.school.addresses.all().delete()
    for street, code in (("Hamngatan 14", "53131"), ("Storgatan 2", "11122")):
        Address.objects.create(
            customer=world.school, name="Kansli", street=street, postal_code=code, city="Ort"
        )
    assert _customers("hamngatan 53131") == _customers("storgatan 11122") == {school}
    assert _customers("hamngatan 11122") == set()


def test_of_three_words_each_is_met_somewhere(world: World) -> None:
    assert _customers("vestby otto moen") == {world.vestby.name}
    assert _customers("vestby otto nora") == set()
    assert _users("vestby otto moen") == {world.otto.user.email}


def test_short_words_are_looked_for_where_words_begin(world: World) -> None:
    Customer.objects.filter(pk=world.school.pk).update(name="Bygg & Ö-vik AB")
    assert world.school.name != "Bygg & Ö-vik AB"
    assert "Bygg & Ö-vik AB" in _customers("by &")
    assert _customers("gg &") == set()


def test_what_looks_like_a_pattern_is_only_text(world: World) -> None:
    for text in ("%%%", "___", "a_b%", "\\", "' OR 1=1"):
        assert _customers(text) == set()
        assert _users(text) == set()


def test_a_person_is_found_by_part_of_email_name_company_number_or_id(world: World) -> None:
    email = world.otto.user.email
    for text in ("otto@ex", "Moen", "moen otto", "estby elek", str(world.otto.user_id)):
        assert email in _users(text), text
    assert email in _users(world.vestby.number)
    assert email not in _users("nora")


def test_an_id_that_was_pasted_twice_is_found_as_once(world: World) -> None:
    """Two words are looked for in two tables, or in one row: an id is neither."""
    User.objects.create(pk=0, email="noll@example.com", first_name="Nils", last_name="Noll")
    assert _users("0 0") == _users("0") == {"noll@example.com"}


def test_a_word_pasted_many_times_leaves_room_for_the_next(world: World) -> None:
    assert _users(f"{'vestby ' * 8}otto") == {world.otto.user.email}
    assert _users(f"{'vestby ' * 8}nora") == set()


def test_somebody_without_a_customer_is_found_too(world: World) -> None:
    lone = make_user("ensam.varg@example.com", "Ensam", "Varg")
    assert _users("ensam varg") == {lone.email}


def test_a_search_without_words_is_the_whole_list(world: World) -> None:
    assert len(_customers("  ")) == Customer.objects.count()


def test_that_a_word_is_common_is_remembered_and_changes_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Search as you type asks for the same beginnings all day."""
    monkeypatch.setattr(search, "FEW", 0)

    def asked() -> str:
        with CaptureQueriesContext(connection) as queries:
            assert _customers("vestby") == {each.name for each in vestbys}
        return queries[0]["sql"]

    vestbys = [world.vestby]
    first = asked()
    assert 'FROM "customers_customer"' in first
    assert 'FROM "customers_membership"' in first
    again = asked()
    assert "array_agg" in again, "nobody's name has the word: that is asked each time"
    assert 'FROM "customers_customer"' not in again
    vestbys.append(
        Customer.objects.create(name="Vestby Rör", number="V-2", main_group=world.retail)
    )
    asked()


@pytest.mark.parametrize(
    ("text", "more"), [("otto", 1), ("otto moen", 1), ("otto vestby", 2), ("vestby otto gatan", 2)]
)
def test_a_search_asks_a_question_more_than_its_list_and_two_if_its_words_differ(
    world: World,
    text: str,
    more: int,
    django_assert_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    with django_assert_num_queries(1 + more):
        _customers(text)


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (having(Customer.objects.all(), company_text(), [WORD]), "customer_search"),
        (having(Customer.objects.all(), company_name(), [WORD]), "customer_name_search"),
        (having(User.objects.all(), person_text(), [WORD]), "user_search"),
        (having(Address.objects.register(), address_text(), [WORD]), "address_search"),
        (
            Customer.objects.alias(kept=kept_org_number()).filter(kept="2120001355"),
            "customer_org_number",
        ),
        (User.objects.filter(email__iexact="otto@example.com"), "user_email_any_case"),
        (Customer.objects.filter(number__iexact="k1"), "customer_number_any_case"),
        (OrderLine.objects.filter(sku__istartswith="bm-1"), "order_line_sku"),
    ],
)
def test_every_way_to_search_has_an_index_of_just_that_text(
    rows: QuerySet[Any, Any], index: str
) -> None:
    """An index serves only the very expression that it was made of."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        # In a table of few rows the keys of other tables would do as well.
        cursor.execute(
            "SELECT string_agg(format('DROP INDEX %%I', indexname), ';') FROM pg_indexes"
            " WHERE tablename = 'customers_address' AND indexdef LIKE %s",
            ["%(membership_id)"],
        )
        cursor.execute(cursor.fetchone()[0])
    assert f"Index Scan on {index} " in rows.order_by().explain()
