"""What each part does stops while it is off, and is as before when it is on again."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client, override_settings

from core.models import OutgoingEmail
from customers.add_ons import AddOn
from customers.errors import NotPermitted
from customers.field_rules import USERS
from customers.models import AddOnSwitch, Customer, Document, PurchaseLimit, ShopSettings
from customers.selectors.documents import routines_of
from customers.selectors.extra_fields import extra_fields_of
from customers.selectors.field_rules import rules_for, rules_for_many
from customers.selectors.profiles import look_of, profile_of
from customers.selectors.shop import shop_settings
from customers.services.add_ons import switch_add_on
from orders.errors import OrderRefused
from orders.models import LimitEntry
from orders.selectors.limits import standing_of
from tests.add_ons import fill, switch
from tests.orders import place
from tests.second_factors import enrol, give_password, log_in
from tests.sites import SCHOOL_SLUG
from tests.world import World


def test_only_staff_administrators_switch(world: World) -> None:
    for who in (world.sam, world.greta, world.nora):
        with pytest.raises(NotPermitted):
            switch_add_on(actor=world.actor(who), number=AddOn.DOCUMENTS, on=False)
    assert ShopSettings.objects.get().closed_add_ons == []
    assert not AddOnSwitch.objects.exists()


def test_form_fields_off_leaves_the_shops_own_rules_and_asks_nothing_more(world: World) -> None:
    fill(world)
    nora = world.school

    def asked() -> tuple[bool, bool, int, int]:
        shop, school = shop_settings(), Customer.objects.get(pk=nora.pk)
        many = rules_for_many(shop, [(school.pk, school.main_group_id)])[school.pk]
        return (
            rules_for(shop, school).rule(USERS, "phone").is_required,
            many.rule(USERS, "phone").is_required,
            len(extra_fields_of(school).order),
            len(extra_fields_of(school, shop).order),
        )

    assert asked() == (True, True, 1, 1)
    switch(world, AddOn.FORM_FIELDS, on=False)
    assert asked() == (False, False, 0, 0)
    switch(world, AddOn.FORM_FIELDS, on=True)
    assert asked() == (True, True, 1, 1)


def test_graphical_profile_off_is_the_shops_look_on_pages_and_in_mails(world: World) -> None:
    fill(world)

    def looks() -> tuple[bool, bool, bool]:
        page = world.client(world.nora).get("/").content.decode()
        own = profile_of(world.actor(world.nora)), look_of(world.school.pk, None)
        return "/look/" in page, own[0] is not None, own[1] is not None

    assert looks() == (True, True, True)
    switch(world, AddOn.GRAPHICAL_PROFILE, on=False)
    assert looks() == (False, False, False)
    OutgoingEmail.objects.all().delete()
    place(world, world.ali, (world.paper, 1))
    assert not any("#FFC400" in mail.body_html for mail in OutgoingEmail.objects.all())
    switch(world, AddOn.GRAPHICAL_PROFILE, on=True)
    assert looks() == (True, True, True)


@override_settings(ALLOWED_HOSTS=["testserver", "skolan.example.com"])
def test_a_customers_site_off_answers_404_at_its_address_and_at_its_host(world: World) -> None:
    fill(world)
    site = world.school.sites.get()
    site.host = "skolan.example.com"
    site.save()

    def front() -> tuple[int, int, int]:
        stranger = Client()
        at_host = stranger.get("/", headers={"host": "skolan.example.com"})
        nora = world.client(world.nora).get("/", headers={"host": "skolan.example.com"})
        return stranger.get(f"/s/{SCHOOL_SLUG}/").status_code, at_host.status_code, nora.status_code

    assert front() == (200, 200, 200)
    switch(world, AddOn.CUSTOMER_SITE, on=False)
    assert front() == (404, 404, 404)
    gone: Any = Client().get(f"/s/{SCHOOL_SLUG}/")
    assert f'="/s/{SCHOOL_SLUG}' not in re.sub("<input[^>]*>", "", gone.content.decode())
    switch(world, AddOn.CUSTOMER_SITE, on=True)
    assert front() == (200, 200, 200)


def test_purchase_limit_off_stops_nobody_and_what_is_bought_counts_later(world: World) -> None:
    fill(world)
    PurchaseLimit.objects.update(amount=Decimal(2000))
    with pytest.raises(OrderRefused):
        place(world, world.nora, (world.headset, 2))
    switch(world, AddOn.PURCHASE_LIMIT, on=False)
    nora = world.client(world.nora)
    assert standing_of(world.nora).remaining is None
    assert "/my/limit/" not in nora.get("/").content.decode()
    before = LimitEntry.objects.get().amount_net
    order = place(world, world.nora)  # what waited in her cart
    assert LimitEntry.objects.count() == 2
    switch(world, AddOn.PURCHASE_LIMIT, on=True)
    remaining = standing_of(world.nora).remaining
    assert remaining == Decimal(2000) - before - order.value_net < 0
    assert "/my/limit/" in nora.get("/").content.decode()


def test_purchase_limit_off_leaves_the_limit_when_a_membership_is_saved(world: World) -> None:
    fill(world)
    switch(world, AddOn.PURCHASE_LIMIT, on=False)
    stina = world.client(world.stina)
    url = f"/staff/memberships/{world.nora.pk}/"
    page = stina.get(url).content.decode()
    assert "limit_amount" not in page
    form = {"is_buyer": "on", "next_approver": world.ali.pk, "break_point": "6000"}
    assert stina.post(url, form).status_code == 302
    world.nora.refresh_from_db()
    assert world.nora.break_point == Decimal(6000)
    assert PurchaseLimit.objects.get().amount == Decimal(9000)


def test_sales_teams_off_opens_no_customer_to_sam(world: World) -> None:
    fill(world)
    sam = world.client(world.sam)
    school, vestby = (f"/staff/customers/{each.pk}/" for each in (world.school, world.vestby))
    assert (sam.get(school).status_code, sam.get(vestby).status_code) == (404, 200)
    switch(world, AddOn.SALES_TEAMS, on=False)
    assert (sam.get(school).status_code, sam.get(vestby).status_code) == (404, 200)
    assert sam.get("/staff/teams/").status_code == 404
    assert "/staff/teams/" not in sam.get("/staff/").content.decode()


def test_two_factor_off_asks_nobody_to_enrol_but_whoever_has_it_at_every_log_in(
    world: World,
) -> None:
    enrol(world, world.nora.user)
    ShopSettings.objects.update(two_factor_all_staff=True, two_factor_approvers=True)
    assert world.client(world.stina).get("/staff/")["Location"] == "/my/security/two-factor/"
    world.shop.refresh_from_db()
    ShopSettings.objects.update(closed_add_ons=[AddOn.TWO_FACTOR.value])
    assert world.client(world.stina).get("/staff/").status_code == 200
    assert world.client(world.ali).get("/").status_code == 200
    security = world.client(world.ali).get("/my/security/").content.decode()
    assert "/my/security/two-factor/" not in security

    halfway = give_password(world.nora.user)
    assert halfway.get("/my/").status_code == 302
    nora = log_in(world.nora.user)
    page = nora.get("/my/security/two-factor/").content.decode()
    assert "/my/security/two-factor/app/remove/" in page
    assert '/my/security/two-factor/app/"' not in page
    assert nora.get("/my/security/two-factor/app/").status_code == 404
    assert nora.get("/my/security/two-factor/app/remove/").status_code == 200


def test_documents_off_are_nowhere_and_no_order_warns_of_a_routine(world: World) -> None:
    filled = fill(world)
    stina = world.client(world.stina)
    order = f"/staff/orders/{filled.order.number}/"
    assert "Ring first" in stina.get(order).content.decode()
    assert routines_of(world.school)
    switch(world, AddOn.DOCUMENTS, on=False)
    for page in (
        order,
        f"/staff/customers/{world.school.pk}/",
        f"/staff/groups/{world.norrvik.pk}/",
    ):
        text = stina.get(page).content.decode()
        assert "Ring first" not in text
        assert "Norrvik&#x27;s terms" not in text
    assert not routines_of(world.school)
    file = f"/my/documents/{filled.known['document_id']}/file/"
    assert world.client(world.nora).get(file).status_code == 404
    assert Document.objects.count() == 3
    switch(world, AddOn.DOCUMENTS, on=True)
    assert "Ring first" in stina.get(order).content.decode()
    found = world.client(world.nora).get(file)
    assert found.status_code == 200
    found.close()
