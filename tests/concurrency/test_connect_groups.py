"""Two people connect the same customers at once, or join a chain meanwhile: nothing is lost."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from core.imports import jobs
from core.imports.work import run_applying, run_planning
from core.models import ImportJob, ImportStatus
from customers.models import Customer, CustomerGroup, GroupKind, Membership
from customers.policies import same_organisation
from customers.services.chains import set_chain
from customers.services.connect_groups import GroupConnection, Place, begin_connecting
from tests.concurrency.threads import at_once
from tests.world import World, build_world, make_user

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def planned(world: World, group: CustomerGroup, *customers: Customer) -> ImportJob:
    actor = world.actor(world.stina)
    numbers = [customer.number for customer in customers]
    job = begin_connecting(actor=actor, group=group, place=Place.MAIN, numbers=numbers)
    run_planning(actor=actor, job_id=job.pk, make=GroupConnection)
    jobs.request_applying(actor=actor, job_id=job.pk, skip_bad_rows=False)
    return job


def applying(world: World, job: ImportJob) -> Callable[[], None]:
    actor = world.actor(world.stina)
    return lambda: run_applying(actor=actor, job_id=job.pk, make=GroupConnection)


def test_two_who_move_the_same_customers_to_different_groups(world: World) -> None:
    """One of them is applied; the other is to be looked at once more."""
    one, other = (
        CustomerGroup.objects.create(name=name, kind=GroupKind.ORGANISATION)
        for name in ("Länet", "Regionen")
    )
    work = [planned(world, group, world.care, world.vestby) for group in (one, other)]
    results = at_once([applying(world, job) for job in work])
    assert results == [None, None]
    for job in work:
        job.refresh_from_db()
    assert sorted(job.status for job in work) == [ImportStatus.APPLIED, ImportStatus.PLANNED]
    applied = next(job for job in work if job.status == ImportStatus.APPLIED)
    groups = Customer.objects.filter(pk__in=(world.care.pk, world.vestby.pk))
    assert set(groups.values_list("main_group_id", flat=True)) == {applied.options["group"]}


def test_a_chain_joined_while_the_customer_moves_never_crosses_the_border(world: World) -> None:
    """Whoever is first, the other sees it: no chain leads into another organisation."""
    lanet = CustomerGroup.objects.create(name="Länet", kind=GroupKind.ORGANISATION)
    mia = Membership.objects.create(
        user=make_user("mia@example.org", "Mia", "Ek"), customer=world.care
    )
    job = planned(world, lanet, world.care)
    actor = world.actor(world.stina)

    def join() -> None:
        set_chain(actor=actor, membership=mia, next_approver=world.ali, break_point=Decimal(1))

    at_once([applying(world, job), join])
    job.refresh_from_db()
    seat = Membership.objects.select_related(
        "customer__main_group", "next_approver__customer__main_group"
    ).get(pk=mia.pk)
    moved = seat.customer.main_group_id == lanet.pk
    assert moved == (job.status == ImportStatus.APPLIED)
    if seat.next_approver:
        assert not moved
        assert same_organisation(seat.customer, seat.next_approver.customer)
    else:
        assert moved
