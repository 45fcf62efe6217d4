"""A sheet that puts a customer's own discount on top of another says so first."""

from core.exchange.plan import Action
from core.models import ImportStatus
from customers.models import (
    Customer,
    CustomerGroup,
    PricingTier,
)
from customers.services.import_customers import CustomerImport
from tests.imports import apply_plan
from tests.services.customers.conftest import Book
from tests.services.customers.customer_sheets import plan
from tests.world import World


def test_a_discount_on_top_of_another_is_told_before_it_is_applied(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    PricingTier.objects.create(name="Reseller", discount_percent=20)
    path = book(
        ("Kundnummer", "Företag", "Kundgrupp", "Kundrabatt", "Prisnivå"),
        (world.vestby.number, "", "", "5 %", ""),
        (world.care.number, "", "", "5 %", ""),
        ("S-1", "Solhaga Vård", "Retail", "2 %", "Reseller"),
        ("S-2", "Nyström", "Retail", "", ""),
    )
    planned = plan(world, path)
    said = [[caution.message for caution in row.cautions] for row in planned.rows]
    assert said == [
        ["Two discounts: 10 % from the group and then 5 % of the customer's own, together 14,5 %."],
        [],
        ["Two discounts: 20 % from the group and then 2 % of the customer's own, together 21,6 %."],
        [],
    ]
    assert (planned.job.plan or {})["notes"] == [
        "2 rows put a discount on top of another: look at rows 2, 4. "
        "No largest total discount is set."
    ]
    assert apply_plan(CustomerImport, planned, actor=world.actor(world.stina)).summary_line() == (
        "create=2 update=2 unchanged=0 refused=0"
    )
    again = plan(world, path)
    assert not any(row.cautions for row in again.rows)
    assert (again.job.plan or {})["notes"] == []


def test_other_columns_of_a_customer_with_two_discounts_say_nothing(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    Customer.objects.filter(pk=world.vestby.pk).update(discount_percent=5)
    planned = plan(world, book(("Kundnummer", "Företag"), (world.vestby.number, "Vestby AS")))
    assert planned.row().action is Action.UPDATE
    assert planned.row().cautions == ()


def test_a_refused_row_warns_of_nothing(world: World, book: Book) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    path = book(
        ("Kundnummer", "Kundrabatt", "Betalningsdagar"), (world.vestby.number, "5 %", "400")
    )
    planned = plan(world, path)
    assert planned.row().is_refused
    assert planned.row().cautions == ()
    assert (planned.job.plan or {})["notes"] == []


def test_another_group_discount_since_the_review_asks_for_a_new_look(
    world: World, book: Book
) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    planned = plan(world, book(("Kundnummer", "Kundrabatt"), (world.vestby.number, "5 %")))
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=30)
    tried = apply_plan(CustomerImport, planned, actor=world.actor(world.stina))
    assert tried.job.status == ImportStatus.PLANNED
    assert "30 % from the group and then 5 %" in tried.row().cautions[0].message
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 0
    apply_plan(CustomerImport, tried, actor=world.actor(world.stina))
    assert Customer.objects.get(pk=world.vestby.pk).discount_percent == 5
