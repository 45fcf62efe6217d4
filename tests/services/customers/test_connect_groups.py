"""Many customers connected to a group at once: what moves, what is held, what comes back."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from core.exchange.plan import Change
from core.imports import jobs
from core.imports.contract import ImportRefused
from core.imports.rows import rows_of
from core.imports.work import run_planning
from core.models import ImportJob, ImportStatus
from customers.actors import Actor
from customers.errors import NotPermitted
from customers.group_connection import key_of_cuts
from customers.models import Customer, CustomerGroup, GroupKind, Membership, SalesTeam
from customers.selectors.connecting import chains_cut_by_moving
from customers.services.connect_groups import GroupConnection, Place, begin_connecting
from customers.services.customers import change_main_group
from tests.imports import Planned, _planned, apply_plan, tables_of, undo_import
from tests.teams import make_teams
from tests.world import World, make_user

TABLES = ("customers.Customer", "customers.Customer_further_groups", "customers.Membership")


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)


@pytest.fixture
def lanet(world: World) -> CustomerGroup:
    group: CustomerGroup = CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    return group


@pytest.fixture
def mia(world: World) -> Membership:
    """Buys at Omsorg; Ali at Barn och utbildning approves for her."""
    seat: Membership = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=Decimal("100.00"),
    )
    return seat


def plan(
    actor: Actor, group: CustomerGroup, numbers: Sequence[str], place: Place = Place.MAIN
) -> Planned:
    job = begin_connecting(actor=actor, group=group, place=place, numbers=numbers)
    run_planning(actor=actor, job_id=job.pk, make=GroupConnection)
    return _planned(job.pk, ImportStatus.PLANNED)


def plan_with_yes(actor: Actor, planned: Planned, yes: str | None = None) -> Planned:
    """With a yes to what is cut now, or to `yes`."""
    options = {"cut_chains": cuts_now(planned) if yes is None else yes}
    jobs.request_planning(actor=actor, job_id=planned.job.pk, options=options)
    run_planning(actor=actor, job_id=planned.job.pk, make=GroupConnection)
    return _planned(planned.job.pk, ImportStatus.PLANNED)


def cuts_now(planned: Planned) -> str:
    group = CustomerGroup.objects.get(pk=planned.job.options["group"])
    cut = chains_cut_by_moving(group, (planned.job.plan or {})["keys"]["wanted"])
    return key_of_cuts(link.ends for link in cut)


def main_groups(*customers: Customer) -> list[str]:
    found = []
    for customer in customers:
        customer.refresh_from_db()
        found.append(customer.main_group.name)
    return found


def kept(undone: Planned) -> dict[str, str]:
    return {row.label: row.kept_because for row in rows_of(undone.job, kept=True)}


def test_customers_move_are_there_already_or_refused(
    world: World, stina: Actor, lanet: CustomerGroup
) -> None:
    Customer.objects.filter(pk=world.care.pk).update(main_group=lanet)
    numbers = [world.vestby.number, world.care.number, "no-such"]
    planned = plan(stina, lanet, numbers)
    assert planned.summary_line() == "create=0 update=1 unchanged=1 refused=1"
    assert planned.messages == ["No customer has this number."]
    assert [(c.field, c.old, c.new) for c in planned.row(2).changes] == [
        ("main_group", "Retail", "Länet")
    ]
    applied = apply_plan(GroupConnection, planned, actor=stina, skip_bad_rows=True)
    assert applied.job.status == ImportStatus.APPLIED
    assert main_groups(world.vestby, world.care) == ["Länet", "Länet"]
    story = world.vestby.history.order_by("-pgh_id").first()  # type: ignore[attr-defined]
    assert story.main_group_id == lanet.pk
    assert story.pgh_context.metadata["user"] == stina.user_id


def test_undo_puts_every_customer_back(world: World, stina: Actor, lanet: CustomerGroup) -> None:
    world.care.further_groups.add(lanet)
    before = tables_of(*TABLES)
    planned = plan(stina, lanet, [world.vestby.number, world.care.number])
    applied = apply_plan(GroupConnection, planned, actor=stina)
    assert not world.care.further_groups.exists()  # it is the main group now
    undone = undo_import(GroupConnection, applied, actor=stina)
    assert undone.job.undone == {"undone": 2, "kept": 0}
    assert tables_of(*TABLES) == before


def test_a_further_group_widens_and_moves_nothing(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    world.care.further_groups.add(lanet)
    numbers = [each.number for each in (world.school, world.care, world.vestby)]
    planned = plan(stina, lanet, numbers, Place.FURTHER)
    assert planned.summary_line() == "create=0 update=2 unchanged=1 refused=0"
    applied = apply_plan(GroupConnection, planned, actor=stina)
    assert {c.pk for c in lanet.further_customers.all()} == {
        *(world.school.pk, world.care.pk, world.vestby.pk)
    }
    assert main_groups(world.school, world.vestby) == ["Norrviks kommun", "Retail"]
    mia.refresh_from_db()
    assert mia.next_approver_id == world.ali.pk
    undo_import(GroupConnection, applied, actor=stina)
    assert list(lanet.further_customers.all()) == [world.care]


def test_the_main_group_is_no_further_group_besides(world: World, stina: Actor) -> None:
    planned = plan(stina, world.retail, [world.vestby.number], Place.FURTHER)
    assert planned.summary_line() == "create=0 update=0 unchanged=1 refused=0"


def test_a_move_that_cuts_a_chain_is_held_until_somebody_says_yes(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    planned = plan(stina, lanet, [world.care.number, world.vestby.number])
    assert planned.summary_line() == "create=0 update=1 unchanged=0 refused=1"
    assert planned.messages == ["The move would cut an approval chain: Mia Ek → Ali Haddad."]

    planned = plan_with_yes(stina, planned)
    assert planned.summary_line() == "create=0 update=2 unchanged=0 refused=0"
    chains = [c for row in planned.rows for c in row.changes if c.field == "chains"]
    assert [c.new for c in chains] == ["Mia Ek → Ali Haddad"]
    applied = apply_plan(GroupConnection, planned, actor=stina)
    mia.refresh_from_db()
    assert (mia.next_approver_id, mia.break_point) == (None, None)

    undo_import(GroupConnection, applied, actor=stina)
    mia.refresh_from_db()
    assert (mia.next_approver_id, mia.break_point) == (world.ali.pk, Decimal("100.00"))
    assert main_groups(world.care) == ["Norrviks kommun"]


def test_a_yes_is_none_to_a_chain_that_somebody_has_joined_since(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    planned = plan(stina, lanet, [world.care.number, world.vestby.number])
    yes = cuts_now(planned)
    Membership.objects.create(
        user=make_user("late@example.org", "Late", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=1,
    )
    planned = plan_with_yes(stina, planned, yes)
    assert planned.summary_line() == "create=0 update=1 unchanged=0 refused=1"
    assert planned.messages == [
        "The move would cut approval chains: Mia Ek → Ali Haddad, Late Ek → Ali Haddad."
    ]


def test_a_yes_is_none_to_another_approver_above(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    planned = plan(stina, lanet, [world.care.number])
    yes = cuts_now(planned)
    bo = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=world.school, is_approver=True
    )
    Membership.objects.filter(pk=mia.pk).update(next_approver=bo)
    assert plan_with_yes(stina, planned, yes).counts.refused == 1


def test_customers_that_move_together_keep_the_chains_between_them(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    planned = plan(stina, lanet, [world.care.number, world.school.number])
    assert planned.summary_line() == "create=0 update=2 unchanged=0 refused=0"
    apply_plan(GroupConnection, planned, actor=stina)
    mia.refresh_from_db()
    assert mia.next_approver_id == world.ali.pk


def test_in_a_commercial_group_no_chain_leads_to_another_customer(
    world: World, stina: Actor, mia: Membership
) -> None:
    planned = plan(stina, world.retail, [world.care.number, world.school.number])
    assert planned.counts.refused == 2
    planned = plan_with_yes(stina, planned)
    apply_plan(GroupConnection, planned, actor=stina)
    mia.refresh_from_db()
    assert mia.next_approver_id is None
    world.nora.refresh_from_db()
    assert world.nora.next_approver_id == world.ali.pk  # inside one customer


def test_one_that_stays_holds_those_it_is_chained_to(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    third = Customer.objects.create(name="Teknik", main_group=world.norrvik)
    Membership.objects.filter(pk=world.greta.pk).update(
        next_approver=Membership.objects.create(
            user=make_user("bo@example.org", "Bo", "Ek"), customer=third, is_approver=True
        ),
        break_point=1,
    )
    planned = plan(stina, lanet, [world.care.number, world.school.number])
    assert planned.counts.refused == 2
    assert planned.messages == [
        "The move would cut an approval chain: Mia Ek → Ali Haddad.",
        "The move would cut approval chains: Greta Sandström → Bo Ek, Mia Ek → Ali Haddad.",
    ]


def test_a_chain_joined_after_the_look_is_not_cut_unseen(
    world: World, stina: Actor, lanet: CustomerGroup
) -> None:
    planned = plan(stina, lanet, [world.care.number])
    assert planned.counts.update == 1
    Membership.objects.create(
        user=make_user("late@example.org", "Late", "Ek"),
        customer=world.care,
        next_approver=world.ali,
        break_point=1,
    )
    found = apply_plan(GroupConnection, planned, actor=stina)
    assert found.job.status == ImportStatus.PLANNED
    assert "data has changed" in found.job.error
    assert found.counts.refused == 1
    assert main_groups(world.care) == ["Norrviks kommun"]


def test_a_chain_made_since_keeps_the_customer_where_it_is(
    world: World, stina: Actor, lanet: CustomerGroup
) -> None:
    applied = apply_plan(
        GroupConnection,
        plan(stina, lanet, [world.care.number, world.vestby.number]),
        actor=stina,
    )
    boss = Membership.objects.create(
        user=make_user("bo@example.org", "Bo", "Ek"), customer=world.vestby, is_approver=True
    )
    Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"),
        customer=world.care,
        next_approver=boss,
        break_point=1,
    )
    undone = undo_import(GroupConnection, applied, actor=stina)
    assert undone.job.undone == {"undone": 0, "kept": 2}
    assert set(kept(undone).values()) == {"Approval chains made since would be cut."}


def test_a_chain_is_not_joined_again_to_one_who_cannot_approve(
    world: World, stina: Actor, lanet: CustomerGroup, mia: Membership
) -> None:
    planned = plan_with_yes(stina, plan(stina, lanet, [world.care.number]))
    applied = apply_plan(GroupConnection, planned, actor=stina)
    Membership.objects.filter(pk=world.ali.pk).update(is_approver=False)
    undone = undo_import(GroupConnection, applied, actor=stina)
    assert undone.job.undone == {"undone": 0, "kept": 1}
    assert main_groups(world.care) == ["Länet"]


def test_a_discount_on_top_of_another_is_said(world: World, stina: Actor) -> None:
    CustomerGroup.objects.filter(pk=world.retail.pk).update(discount_percent=10)
    Customer.objects.filter(pk=world.care.pk).update(discount_percent=5)
    planned = plan(stina, world.retail, [world.care.number, world.school.number])
    assert [row.cautions[0].about for row in planned.rows if row.cautions] == ["10+5"]
    notes = (planned.job.plan or {})["notes"]
    assert any("on top of the group's" in note for note in notes)


def test_a_team_member_connects_only_the_teams_customers(
    world: World, lanet: CustomerGroup
) -> None:
    south = SalesTeam.objects.create(name="South")
    south.members.add(world.sam)
    Customer.objects.filter(pk=world.vestby.pk).update(sales_team=south)
    sam = world.actor(world.sam)
    numbers = [world.vestby.number, world.care.number]
    planned = plan(sam, world.retail, numbers, Place.FURTHER)
    assert planned.messages == ["No customer has this number."]
    with pytest.raises(ImportRefused, match="Choose the group once more"):
        plan(sam, lanet, numbers)


def test_a_team_members_plan_counts_the_people_of_others_whose_chains_it_cuts(
    world: World, mia: Membership
) -> None:
    make_teams(world)
    Customer.objects.filter(pk=world.school.pk).update(
        sales_team=SalesTeam.objects.get(name="Nord")
    )
    sam = world.actor(world.sam)
    planned = plan(sam, world.retail, [world.school.number])
    assert planned.messages == ["The move would cut an approval chain: 1 you do not see."]
    with_yes = plan_with_yes(sam, planned)
    assert with_yes.rows[0].changes[-1] == Change("chains", "", "+1")


def test_a_buyer_connects_nothing(world: World) -> None:
    with pytest.raises(NotPermitted):
        begin_connecting(
            actor=world.actor(world.greta),
            group=world.retail,
            place=Place.MAIN,
            numbers=[world.care.number],
        )
    assert not ImportJob.objects.exists()


def test_one_moved_by_somebody_else_meanwhile_is_looked_at_again(
    world: World, stina: Actor, lanet: CustomerGroup
) -> None:
    planned = plan(stina, lanet, [world.care.number, world.vestby.number])
    change_main_group(actor=stina, customer=world.vestby, main_group=lanet)
    found = apply_plan(GroupConnection, planned, actor=stina)
    assert found.job.status == ImportStatus.PLANNED
    assert found.summary_line() == "create=0 update=1 unchanged=1 refused=0"


def test_the_shops_first_customer_is_no_example(world: World, stina: Actor) -> None:
    """A file's first row is passed over when it is the example of a template; this has none."""
    Customer.objects.filter(pk=world.care.pk).update(number="10001")
    planned = plan(stina, world.retail, ["10001", world.vestby.number], Place.FURTHER)
    assert planned.summary_line() == "create=0 update=1 unchanged=1 refused=0"


def test_a_move_that_takes_the_only_administrator_along_is_told_in_the_review(
    world: World, stina: Actor, lanet: CustomerGroup
) -> None:
    Membership.objects.update(next_approver=None, break_point=None)
    planned = plan(stina, lanet, [world.school.number])
    assert planned.row().cautions == (), "nobody stays behind at Omsorg"
    Membership.objects.create(user=make_user("mia@example.org", "Mia", "Ek"), customer=world.care)
    said = f"{world.greta.user.full_name} is the only administrator. Choose somebody else first."
    planned = plan(stina, lanet, [world.school.number])
    assert [caution.message for caution in planned.row().cautions] == [said]
    assert planned.summary_line() == "create=0 update=1 unchanged=0 refused=0"
    together = plan(stina, lanet, [world.school.number, world.care.number])
    assert not any(row.cautions for row in together.rows)
