"""Every table that names a person is in their file, goes when they are erased, or says why not.

The models are walked: a new table that names somebody fails here until `orders.people_tables` has
a line for it.
"""

import json
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Q, Sum
from django.test.utils import CaptureQueriesContext

from customers.models import Membership, ResetRequest, User
from customers.selectors.former_addresses import addresses_of
from customers.services import passwords
from orders.models import LimitEntry, Order
from orders.people_tables import NOTHING, POINTER, TABLES, fields_naming, pointers_of
from orders.selectors.person_file import person_file
from orders.services.erasing import erase_person
from orders.services.person_file import take_out_person
from tests.services.orders.test_placing import limit
from tests.traces import REASON, inactive, live, nora
from tests.world import World

# Parts of the file from tables that hang on one of the tables, and name nobody themselves.
BELONGING = {
    *("named_elsewhere", "order_line_answers", "application_history", "application_documents"),
    *("commission", "payouts"),
}
ALL = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def test_every_table_that_names_somebody_has_its_line() -> None:
    naming = {label for label, model in ALL.items() if fields_naming(model)}
    assert len(naming) > 50
    missing = {label: fields_naming(ALL[label]) for label in sorted(naming - set(TABLES))}
    assert not missing, "orders/people_tables.py says nothing of these"
    assert not set(TABLES) - set(ALL), "these are not there any more"


def test_a_line_says_what_is_told_or_why_it_is_only_counted() -> None:
    for label, table in TABLES.items():
        assert bool(table.parts) != bool(table.why), label


def test_the_file_reads_every_table_that_it_says_it_tells(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    with CaptureQueriesContext(connection) as asked:
        parts = person_file(nora(world))
    keys = {part.key for part in parts}
    sql = "\n".join(query["sql"] for query in asked)
    for label, table in TABLES.items():
        assert set(table.parts) <= keys, label
        if table.parts:
            assert f'"{ALL[label]._meta.db_table}"' in sql, label
    told = {key for table in TABLES.values() for key in table.parts}
    assert keys - told <= BELONGING, keys - told


def test_the_file_counts_what_it_does_not_tell(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    counted = {part.key: part for part in person_file(nora(world))}["named_elsewhere"]
    rows = {row[0]: row for row in counted.rows}
    for label, table in TABLES.items():
        model = ALL[label]
        if table.parts or not pointers_of(model):
            continue
        assert rows[model._meta.db_table][3] == table.why
    assert rows["approvals_approvalrequest"][2] == 1
    packed = take_out_person(actor=world.actor(world.stina), user=nora(world), reason=REASON)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        stored = json.loads(archive.read("person.json"))
    assert {row["table"] for row in stored["named_elsewhere"]} == set(rows)
    assert stored["failed_log_ins"][0]["failures_since_start"] == 1
    assert stored["connection_history"]
    assert [row["name"] for row in stored["apps"]] == []


def test_an_address_that_is_somebody_elses_now_is_not_the_persons(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    assert addresses_of(nora(world)) == ["nora.second@example.com", "nora@example.com"]
    User.objects.create_user(email="Nora@example.com", first_name="Nora", last_name="Två")
    assert addresses_of(nora(world)) == ["nora.second@example.com"]
    told = {part.key: part.rows for part in person_file(nora(world))}
    assert not told["failed_log_ins"]
    passwords.ask_reset_link(address="nora@example.com", ip_address="192.0.2.9")
    person = inactive(world)
    erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert ResetRequest.objects.filter(ip_address="192.0.2.9").exists(), "it is of the other one"
    assert User.objects.get(email="Nora@example.com").full_name == "Nora Två"


def pointing(model: type, user: User) -> int:
    hits = Q(pk__in=[])
    for name, target in pointers_of(model):
        hits |= Q(**{name if target == "User" else f"{name}__user": user.pk})
    return int(model._default_manager.filter(hits).count())  # type: ignore[attr-defined]


# What erasing itself writes.
WRITTEN_BY_ERASING = {"customers.AccountEvent"}


def test_erasing_leaves_of_each_table_what_its_line_says(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    person = inactive(world)
    before = {label: pointing(ALL[label], person) for label in TABLES}
    with CaptureQueriesContext(connection) as asked:
        erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    sql = "\n".join(query["sql"] for query in asked)
    lived = 0
    for label, table in TABLES.items():
        left = pointing(ALL[label], person)
        lived += before[label] > 0
        if table.left is NOTHING:
            assert f'"{ALL[label]._meta.db_table}"' in sql, f"erasing does not look at {label}"
            if label not in WRITTEN_BY_ERASING:
                assert left == 0, label
        elif table.left is POINTER and not label.endswith("Event"):
            assert left == before[label], f"{label} is not as it was"
    assert lived >= 20, "too few traces to mean anything"


@pytest.mark.parametrize("who", ["nora", "ali"])
def test_the_books_sum_to_the_same_after_erasing(world: World, tmp_path: Path, who: str) -> None:
    """Of the one who ordered, and of the one who said yes."""
    limit(world.nora, "100000.00")
    live(world, tmp_path)

    def books() -> dict[str, Any]:
        orders = Order.objects.order_by("pk")
        return {
            "orders": list(orders.values("number", "status", "value_net", "gross", "vat_total")),
            "lines": list(orders.values_list("lines__sku", "lines__quantity", "lines__line_net")),
            "ledger": {
                row["membership"]: row["sum"]
                for row in LimitEntry.objects.values("membership").annotate(sum=Sum("amount_net"))
            },
            "entries": LimitEntry.objects.count(),
            "sales": list(
                apps.get_model("customers", "UserSales")
                .objects.order_by("user_id")
                .values_list("user_id", "value_net", "order_count")
            ),
        }

    person = inactive(world) if who == "nora" else _ali_leaves(world)
    before = books()
    assert ledger(before)[world.nora.pk] == _worth(world)
    erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert books() == before


def ledger(of: dict[str, Any]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = of["ledger"]
    return found


def _worth(world: World) -> Decimal:
    """What Nora's orders are worth; her limit counted each of them."""
    mine = Order.objects.filter(membership=world.nora).aggregate(sum=Sum("value_net"))["sum"]
    assert mine >= Decimal("6360.00")
    return Decimal(mine)


def _ali_leaves(world: World) -> User:
    Membership.objects.filter(next_approver=world.ali).update(next_approver=None, break_point=None)
    User.objects.filter(pk=world.ali.user_id).update(is_active=False)
    found: User = User.objects.get(pk=world.ali.user_id)
    return found
