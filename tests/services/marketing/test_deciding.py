"""Stina and Sam answer an application for a pricing tier."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from catalogue.selectors.prices import quote
from customers.errors import CustomersRefused, NotPermitted
from customers.models import Address, Customer, Document, Membership, Origin, SalesTeam, User
from marketing.application_states import ApplicationState
from marketing.errors import MarketingRefused
from marketing.models import Application, ApplicationDocument
from marketing.selectors.applications import applications_listed, applications_waiting, twins_of
from marketing.services.deciding import approve, hand_over, refuse, reopen
from tests.services.marketing.applications import EMAIL, approval, confirmed, mails, sent, tier
from tests.world import World, make_user

pytestmark = pytest.mark.django_db


def test_approval_makes_customer_person_connection_address_and_documents(world: World) -> None:
    wholesaler = tier()
    application = confirmed(files=2, tier=wholesaler)
    files = {each.file.name for each in ApplicationDocument.objects.all()}
    approve(
        actor=world.actor(world.stina),
        application_id=application.pk,
        approval=approval(world, wholesaler, payment_days=10),
    )
    application.refresh_from_db()
    customer = Customer.objects.get(name="Dahlqvist Kontor AB")
    assert application.state == ApplicationState.APPROVED
    assert (application.customer, application.decided_by) == (customer, world.stina)
    assert (customer.pricing_tier, customer.main_group) == (wholesaler, world.retail)
    assert (customer.origin, customer.payment_days) == (Origin.WHOLESALE, 10)
    user = User.objects.get(email=EMAIL)
    assert user.origin == Origin.WHOLESALE
    assert not user.has_usable_password()
    seat = Membership.objects.get(user=user, customer=customer)
    assert (seat.is_buyer, seat.is_group_admin) == (True, True)
    address = Address.objects.get(customer=customer)
    assert (address.street, address.is_default, address.is_invoice) == ("Storgatan 4", True, True)
    kept = Document.objects.filter(customer=customer)
    assert {each.file.name for each in kept} == files
    assert all(each.is_visible_to_customer and not each.is_from_shop for each in kept)
    assert all(name and storages["documents"].exists(name) for name in files)
    assert not ApplicationDocument.objects.exists()
    [mail] = mails("approved")
    assert (mail.to_user, mail.is_secret) == (user, True)
    assert "/account/activate/" in mail.body_text


def test_an_applicant_with_an_account_pays_list_prices_until_approved(world: World) -> None:
    wholesaler = tier(percent=20)
    application = confirmed(email=world.otto.user.email, tier=wholesaler)
    before = quote(world.actor(world.otto), {world.dock.pk: 1})[world.dock.pk]
    assert before.unit_net == world.dock.list_price_net
    approve(
        actor=world.actor(world.stina),
        application_id=application.pk,
        approval=approval(world, wholesaler, customer=world.vestby),
    )
    after = quote(world.actor(world.otto), {world.dock.pk: 1})[world.dock.pk]
    assert before.unit_net is not None
    assert after.unit_net == before.unit_net * 8 / 10
    assert Membership.objects.filter(user=world.otto.user).count() == 1  # the one he had
    [mail] = mails("approved")
    assert "/account/login/" in mail.body_text
    assert not mail.is_secret


def test_an_existing_customer_keeps_all_but_its_tier(world: World) -> None:
    wholesaler = tier()
    before = Customer.objects.get(pk=world.vestby.pk)
    approve(
        actor=world.actor(world.stina),
        application_id=confirmed().pk,
        approval=approval(world, wholesaler, customer=world.vestby, payment_days=5),
    )
    after = Customer.objects.get(pk=world.vestby.pk)
    assert after.pricing_tier == wholesaler
    for name in ("name", "number", "main_group_id", "payment_days", "origin", "org_number"):
        assert getattr(after, name) == getattr(before, name), name
    assert Membership.objects.get(user__email=EMAIL).is_group_admin is False


def test_nobody_administers_a_whole_organisation_by_applying(world: World) -> None:
    approve(
        actor=world.actor(world.stina),
        application_id=confirmed().pk,
        approval=approval(world, tier(), main_group=world.norrvik),
    )
    assert Membership.objects.get(user__email=EMAIL).is_group_admin is False


def test_an_inactive_account_is_not_let_in_by_the_back_door(world: World) -> None:
    ulla = User.objects.get(pk=world.ulla.pk)
    ulla.is_active = False
    ulla.save()
    application = confirmed(email=ulla.email)
    with pytest.raises(CustomersRefused, match="inactive"):
        approve(
            actor=world.actor(world.stina),
            application_id=application.pk,
            approval=approval(world, tier()),
        )
    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    assert not Customer.objects.filter(name="Dahlqvist Kontor AB").exists()


def test_a_refusal_has_a_reason_is_mailed_and_opens_again_within_thirty_days(world: World) -> None:
    stina = world.actor(world.stina)
    application = confirmed()
    with pytest.raises(MarketingRefused, match="reason"):
        refuse(actor=stina, application_id=application.pk, reason="  ")
    refuse(actor=stina, application_id=application.pk, reason="Vi säljer inte till <b>er</b>.")
    [mail] = mails("refused")
    assert mail.to_address == EMAIL
    assert "Vi säljer inte till <b>er</b>." in mail.body_text
    assert "<b>er</b>" not in mail.body_html
    with pytest.raises(MarketingRefused):
        approve(actor=stina, application_id=application.pk, approval=approval(world, tier("Annan")))
    reopen(actor=stina, application_id=application.pk)
    application.refresh_from_db()
    assert (application.state, application.reason) == (ApplicationState.CONFIRMED, "")
    refuse(actor=stina, application_id=application.pk, reason="Fortfarande inte.")
    assert len(mails("refused")) == 2
    long_ago = timezone.now() - timedelta(days=31)
    Application.objects.filter(pk=application.pk).update(decided_at=long_ago)
    with pytest.raises(MarketingRefused, match="too_late"):
        reopen(actor=stina, application_id=application.pk)


def test_what_was_not_confirmed_cannot_be_answered(world: World) -> None:
    application = sent()
    stina = world.actor(world.stina)
    with pytest.raises(MarketingRefused, match="state"):
        refuse(actor=stina, application_id=application.pk, reason="Nej.")
    with pytest.raises(MarketingRefused, match="state"):
        approve(actor=stina, application_id=application.pk, approval=approval(world, tier()))


def test_a_team_sees_and_answers_only_what_was_handed_to_it(world: World) -> None:
    team = SalesTeam.objects.create(name="Syd")
    team.members.add(world.sam)
    application = confirmed()
    sam = world.actor(world.sam)
    assert not applications_listed(sam).exists()
    with pytest.raises(MarketingRefused, match="gone"):
        refuse(actor=sam, application_id=application.pk, reason="Nej.")
    with pytest.raises(NotPermitted):
        hand_over(actor=sam, application_id=application.pk, team=team)
    hand_over(actor=world.actor(world.stina), application_id=application.pk, team=team)
    assert list(applications_listed(sam)) == [application]
    approve(actor=sam, application_id=application.pk, approval=approval(world, tier()))
    made = Customer.objects.get(name="Dahlqvist Kontor AB")
    assert list(Customer.objects.visible_to(world.actor(world.sam))) == [made]


def test_a_team_is_not_told_what_others_have_of_the_same(world: World) -> None:
    team = SalesTeam.objects.create(name="Syd")
    team.members.add(world.sam)
    Customer.objects.filter(pk=world.vestby.pk).update(org_number="5560360793", country="SE")
    application = confirmed(email=world.otto.user.email, company=world.school.name)
    other = confirmed(company=world.school.name, org_number="1", email="kim@example.com")
    hand_over(actor=world.actor(world.stina), application_id=application.pk, team=team)
    sam, stina = world.actor(world.sam), world.actor(world.stina)
    assert not twins_of(sam, application)
    assert list(applications_waiting(sam) or ()) == [application]
    found = twins_of(stina, application)
    assert (found.by_number, found.by_name) == ([world.vestby], [world.school])
    assert (found.person, found.applications) == (world.otto.user, [other])


def test_buyers_answer_no_applications(world: World) -> None:
    application = confirmed()
    for who in (world.nora, world.greta, None):
        with pytest.raises(NotPermitted):
            refuse(actor=world.actor(who), application_id=application.pk, reason="Nej.")


def test_staff_are_told_what_of_it_the_shop_has_already(world: World) -> None:
    world.vestby.org_number, world.vestby.country = "5560360793", "SE"
    world.vestby.save()
    application = confirmed(email=world.otto.user.email.upper(), company=world.school.name)
    twins = twins_of(world.actor(world.stina), application)
    assert list(twins.by_number) == [world.vestby]
    assert list(twins.by_name) == [world.school]
    assert twins.person == world.otto.user
    part_of_it = confirmed(email="kim@example.com", company="Kim AB", org_number="36-07")
    assert not twins_of(world.actor(world.stina), part_of_it)
    other = confirmed(company=world.school.name.upper())
    assert list(twins_of(world.actor(world.stina), application).applications) == [other]


def test_a_person_who_bought_before_keeps_name_and_password(world: World) -> None:
    make_user("kim@example.com", "Kim", "Ek")
    approve(
        actor=world.actor(world.stina),
        application_id=confirmed(email="KIM@example.com").pk,
        approval=approval(world, tier()),
    )
    kim = User.objects.get(email="kim@example.com")
    assert (kim.full_name, kim.has_usable_password()) == ("Kim Ek", True)
