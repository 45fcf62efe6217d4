"""Sales teams: who is in one, whose customers are theirs, and what a member then sees."""

import pytest

from approvals.models import ApprovalRequest
from customers.acting import may_act_as
from customers.errors import CustomersRefused, NotPermitted
from customers.models import (
    Customer,
    CustomerGroup,
    Document,
    GroupKind,
    Membership,
    SalesTeam,
    StaffRole,
    User,
)
from customers.policies import may_change_group
from customers.selectors.acting import people_to_be
from customers.selectors.teams import customers_of_team, team_list
from customers.services import teams as services
from customers.services.customers import (
    CustomerDetails,
    change_main_group,
    create_customer,
    update_customer,
)
from customers.services.documents import DocumentDetails, add_document
from customers.services.new_people import add_person
from customers.services.users import Person
from orders.errors import OrderRefused
from orders.models import Order
from orders.services.handling import cancel_order
from tests.orders import place
from tests.teams import make_teams
from tests.uploads import add, pdf, sent
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


def names(rows: object) -> set[str]:
    return {str(row) for row in rows}  # type: ignore[attr-defined]


def test_a_member_sees_the_customers_given_to_the_team_and_those_of_its_groups(
    world: World,
) -> None:
    teams = make_teams(world)
    sam, tove = world.actor(world.sam), world.actor(teams.tove)
    assert set(Customer.objects.visible_to(sam)) == {world.vestby}
    assert set(Customer.objects.visible_to(tove)) == {world.school, world.care}


def test_a_customers_own_team_wins_over_its_groups(world: World) -> None:
    teams = make_teams(world)
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.care.pk, team_id=teams.north.pk
    )
    assert set(Customer.objects.visible_to(world.actor(world.sam))) == {world.vestby, world.care}
    assert set(Customer.objects.visible_to(world.actor(teams.tove))) == {world.school}


def test_people_orders_documents_and_requests_follow_their_customer(world: World) -> None:
    teams = make_teams(world)
    order = place(world, world.nora, (world.dock, 4))
    document = add(world.actor(world.greta), world.school)
    sam, tove = world.actor(world.sam), world.actor(teams.tove)
    assert set(User.objects.visible_to(sam)) == {world.otto.user, world.sam}
    assert world.nora.user in User.objects.visible_to(tove)
    assert set(Membership.objects.visible_to(sam)) == {world.otto}
    assert not Order.objects.visible_to(sam).exists()
    assert Order.objects.visible_to(tove).get() == order
    assert not ApprovalRequest.objects.visible_to(sam).exists()
    assert ApprovalRequest.objects.visible_to(tove).exists()
    assert not Document.objects.visible_to(sam).exists()
    assert Document.objects.visible_to(tove).get() == document


def test_a_document_of_a_group_is_seen_by_every_team_with_a_customer_in_it(world: World) -> None:
    teams = make_teams(world)
    stina = world.actor(world.stina)
    add_document(
        actor=stina,
        owner=world.norrvik,
        file=sent("ram.pdf", pdf()),
        details=DocumentDetails("Ramavtal"),
    )
    assert not Document.objects.visible_to(world.actor(world.sam)).exists()
    assert Document.objects.visible_to(world.actor(teams.tove)).exists()
    world.vestby.further_groups.add(world.norrvik)
    assert Document.objects.visible_to(world.actor(world.sam)).exists()


def test_a_person_at_two_teams_customers_is_seen_by_both_each_with_their_own_seat(
    world: World,
) -> None:
    teams = make_teams(world)
    both = Membership.objects.create(user=world.nora.user, customer=world.vestby)
    sam, tove = world.actor(world.sam), world.actor(teams.tove)
    assert world.nora.user in User.objects.visible_to(sam)
    assert set(Membership.objects.visible_to(sam).filter(user=world.nora.user)) == {both}
    assert set(Membership.objects.visible_to(tove).filter(user=world.nora.user)) == {world.nora}


def test_people_without_a_customer_are_for_staff_who_see_all(world: World) -> None:
    make_teams(world)
    assert world.ulla not in User.objects.visible_to(world.actor(world.sam))
    assert world.ulla in User.objects.visible_to(world.actor(world.stina))


def test_administrators_see_everything_also_when_they_are_in_a_team(world: World) -> None:
    teams = make_teams(world)
    teams.north.members.add(world.stina)
    assert Customer.objects.visible_to(world.actor(world.stina)).count() == 3


@pytest.mark.parametrize("sees_all", [True, False])
def test_sales_staff_without_a_team_see_what_the_setting_says(world: World, sees_all: bool) -> None:
    make_teams(world).north.members.clear()
    world.shop.teamless_staff_see_all = sees_all
    world.shop.save()
    seen = Customer.objects.visible_to(world.actor(world.sam))
    assert seen.count() == (3 if sees_all else 0)
    assert Order.objects.visible_to(world.actor(world.sam)).query is not None
    assert User.objects.visible_to(world.actor(world.sam)).count() == (
        User.objects.count() if sees_all else 1
    )


def test_whoever_is_in_two_teams_sees_both(world: World) -> None:
    teams = make_teams(world)
    teams.south.members.add(world.sam)
    assert Customer.objects.visible_to(world.actor(world.sam)).count() == 3


def test_who_is_no_staff_sees_no_team_and_gains_nothing_from_one(world: World) -> None:
    teams = make_teams(world)
    teams.south.members.add(world.otto.user)
    otto = world.actor(world.otto)
    assert set(Customer.objects.visible_to(otto)) == {world.vestby}
    assert not SalesTeam.objects.visible_to(otto).exists()


def test_a_member_finds_their_own_team_only_with_its_customers_counted(world: World) -> None:
    teams = make_teams(world)
    assert [team.name for team in team_list(world.actor(teams.tove))] == ["Syd"]
    assert team_list(world.actor(teams.tove)).get().customer_count == 2  # type: ignore[attr-defined]
    assert {t.name for t in team_list(world.actor(world.stina), text="tove")} == {"Syd"}
    by_itself = customers_of_team(world.actor(world.stina), teams.north).get()
    assert by_itself.is_by_itself  # type: ignore[attr-defined]


def test_organisations_of_other_teams_have_no_card_and_commercial_groups_have(
    world: World,
) -> None:
    make_teams(world)
    sam = world.actor(world.sam)
    commercial = set(CustomerGroup.objects.filter(kind=GroupKind.COMMERCIAL))
    assert world.retail in commercial
    assert set(CustomerGroup.objects.visible_to(sam)) == commercial
    world.care.main_group = world.retail
    world.care.save()
    assert not may_change_group(sam, world.retail).allowed
    assert may_change_group(world.actor(world.stina), world.retail).allowed


def test_a_group_is_changed_by_a_member_while_all_in_it_are_the_teams(world: World) -> None:
    teams = make_teams(world)
    sam, tove = world.actor(world.sam), world.actor(teams.tove)
    assert may_change_group(tove, world.norrvik).allowed
    assert may_change_group(sam, world.retail).allowed  # only Vestby is in it
    world.care.further_groups.add(world.retail)
    assert may_change_group(sam, world.retail).code == "shared_group"


def test_a_customer_in_no_team_at_all_makes_its_group_shared(world: World) -> None:
    make_teams(world)
    Customer.objects.create(name="Ingens", main_group=world.retail)
    assert may_change_group(world.actor(world.sam), world.retail).code == "shared_group"


# Acting as somebody


def test_a_member_logs_in_as_their_own_customers_people_only(world: World) -> None:
    teams = make_teams(world)
    nora = Membership.objects.with_people().get(pk=world.nora.pk)
    otto = Membership.objects.with_people().get(pk=world.otto.pk)
    sam = User.objects.get(pk=world.sam.pk)
    assert may_act_as(doer=sam, membership=otto).allowed
    assert not may_act_as(doer=sam, membership=nora).allowed
    assert may_act_as(doer=User.objects.get(pk=teams.tove.pk), membership=nora).allowed
    assert not people_to_be(sam, "nora").people
    assert [one.membership for one in people_to_be(sam, "otto").people] == [otto]


def test_acting_ends_when_the_customer_goes_to_another_team(world: World) -> None:
    teams = make_teams(world)
    client = world.client(world.sam)
    assert client.post(f"/staff/act-as/{world.otto.pk}/").status_code == 302
    assert "Otto" in client.get("/").content.decode()
    services.give_customer(
        actor=world.actor(world.stina), customer_id=world.vestby.pk, team_id=teams.south.pk
    )
    assert client.get("/my/orders/").status_code == 302  # logged out, sent to log in


# What a member may do


def test_a_member_is_refused_when_the_customer_has_gone_to_another_team(world: World) -> None:
    make_teams(world)
    with pytest.raises(NotPermitted) as refused:
        update_customer(
            actor=world.actor(world.sam),
            customer=world.school,
            details=CustomerDetails(name="Kapad"),
        )
    assert refused.value.code == "other_team"
    world.school.refresh_from_db()
    assert world.school.name == "Barn och utbildning"


def test_a_member_handles_no_order_of_another_team(world: World) -> None:
    teams = make_teams(world)
    order = place(world, world.ali, (world.dock, 1))
    with pytest.raises(OrderRefused):
        cancel_order(actor=world.actor(world.sam), order_id=order.pk)
    cancel_order(actor=world.actor(teams.tove), order_id=order.pk)


def test_a_customer_that_a_member_adds_is_their_teams(world: World) -> None:
    teams = make_teams(world)
    details = CustomerDetails(name="Ny AB")
    sam, tove = world.actor(world.sam), world.actor(teams.tove)
    new = create_customer(actor=sam, details=details, main_group=world.retail)
    assert new.sales_team == teams.north
    by_group = create_customer(actor=tove, details=details, main_group=world.norrvik)
    assert by_group.sales_team is None
    assert by_group in Customer.objects.visible_to(tove)


def test_whoever_is_kept_out_of_all_customers_adds_none(world: World) -> None:
    make_teams(world).north.members.clear()
    world.shop.teamless_staff_see_all = False
    world.shop.save()
    with pytest.raises(NotPermitted) as refused:
        create_customer(
            actor=world.actor(world.sam),
            details=CustomerDetails(name="Ny AB"),
            main_group=world.retail,
        )
    assert refused.value.code == "teamless"


def test_a_customer_moved_by_a_member_stays_with_the_team(world: World) -> None:
    teams = make_teams(world)
    commercial = CustomerGroup.objects.create(name="Partihandel", kind=GroupKind.COMMERCIAL)
    tove = world.actor(teams.tove)
    change_main_group(actor=tove, customer=world.care, main_group=commercial)
    assert world.care in Customer.objects.visible_to(tove)


def test_a_member_adds_people_to_their_customers_only(world: World) -> None:
    make_teams(world)
    sam = world.actor(world.sam)
    person = Person(first_name="Per", last_name="Berg")
    with pytest.raises(CustomersRefused) as nowhere:
        add_person(actor=sam, email="per@example.com", person=person)
    assert nowhere.value.code == "customer_needed"
    with pytest.raises(NotPermitted):
        add_person(actor=sam, email="per@example.com", person=person, customer=world.school)
    assert not User.objects.filter(email="per@example.com").exists()
    user, _seat = add_person(
        actor=sam, email="per@example.com", person=person, customer=world.vestby
    )
    assert user in User.objects.visible_to(sam)


# Making teams


def test_only_staff_administrators_make_and_fill_teams(world: World) -> None:
    teams = make_teams(world)
    for who in (world.sam, world.greta, None):
        actor = world.actor(who)
        with pytest.raises(NotPermitted):
            services.create_team(actor=actor, name="Min")
        with pytest.raises(NotPermitted):
            services.give_customers(actor=actor, team_id=teams.north.pk, numbers=["1"])
        with pytest.raises(NotPermitted):
            services.add_member(actor=actor, team_id=teams.south.pk, user=world.sam)
    assert world.sam not in teams.south.members.all()


def test_two_teams_never_share_a_name_in_any_letter_case(world: World) -> None:
    make_teams(world)
    stina = world.actor(world.stina)
    with pytest.raises(CustomersRefused) as refused:
        services.create_team(actor=stina, name="  NORD ")
    assert refused.value.code == "name_taken"


def test_only_active_sales_staff_are_members(world: World) -> None:
    teams = make_teams(world)
    gone = make_user("g@example.com", "G", "G", staff_role=StaffRole.SALES, is_active=False)
    for user in (world.nora.user, world.stina, gone):
        with pytest.raises(NotPermitted):
            services.add_member(actor=world.actor(world.stina), team_id=teams.north.pk, user=user)


def test_pasted_numbers_are_reported_one_by_one(world: World) -> None:
    teams = make_teams(world)
    own = Customer.objects.create(number="AB-7", name="Annan", main_group=world.retail)
    numbers = [world.vestby.number, world.school.number, "ab-7", "AB-7", "nope", "nope"]
    report = services.give_customers(
        actor=world.actor(world.stina), team_id=teams.north.pk, numbers=numbers
    )
    assert {(each.customer.name, each.before) for each in report.given} == {
        ("Barn och utbildning", "Syd"),
        ("Annan", ""),
    }
    assert list(report.already) == [world.vestby]
    assert list(report.unknown) == ["nope"]
    own.refresh_from_db()
    assert own.sales_team == teams.north


def test_removing_a_team_keeps_its_customers_without_a_team(world: World) -> None:
    teams = make_teams(world)
    services.delete_team(actor=world.actor(world.stina), team_id=teams.north.pk)
    world.vestby.refresh_from_db()
    assert world.vestby.sales_team is None
    with pytest.raises(CustomersRefused) as gone:
        services.add_member(actor=world.actor(world.stina), team_id=teams.north.pk, user=world.sam)
    assert gone.value.code == "gone"
