"""A person's account in the back office: e-mail, temporary password, and the day they leave."""

import re

import pytest
from django.core import mail

from approvals.models import ApprovalRequest
from core.mail import send_due
from core.models import OutgoingEmail
from customers.models import AccountEvent, AccountEventKind, EmailChange, Membership, User
from orders.models import Order
from tests.orders import place
from tests.world import PASSWORD, World, make_user

SECRET = "tre gula paraplyer i regn"
WARNING = "Be sure that you speak to the person who owns the account."


def card(who: Membership | User) -> str:
    pk = who.user_id if isinstance(who, Membership) else who.pk
    return f"/staff/users/{pk}/"


def temporary(**changes: str) -> dict[str, str]:
    return {
        "reason": "No mail in the workshop",
        "verified_how": "Called back on the number we had",
        "new": SECRET,
        "again": SECRET,
    } | changes


@pytest.mark.parametrize("page", ["email/", "reset/", "password/"])
def test_staff_are_warned_before_they_open_a_way_in(world: World, page: str) -> None:
    shown = world.client(world.stina).get(f"{card(world.otto)}{page}").content.decode()
    assert WARNING in shown
    assert "How do you know who asks?" in shown


def test_stina_sets_a_temporary_password_which_otto_replaces(world: World) -> None:
    otto = world.client(world.otto)
    stina = world.client(world.stina)
    assert f"{card(world.otto)}password/" in stina.get(card(world.otto)).content.decode()
    answer = stina.post(f"{card(world.otto)}password/", temporary(), follow=True)
    assert "Otto Moen is signed out everywhere and has got a mail." in answer.content.decode()
    assert SECRET not in answer.content.decode()
    assert otto.get("/my/").status_code == 302, "his sessions have ended"
    event = AccountEvent.objects.get(kind=AccountEventKind.TEMPORARY_PASSWORD)
    assert (event.done_by, event.reason, event.note) == (
        world.stina,
        "No mail in the workshop",
        "Called back on the number we had",
    )
    log = stina.get(card(world.otto)).content.decode()
    assert "No mail in the workshop" in log
    send_due()
    assert [sent.to for sent in mail.outbox] == [["otto@example.com"]]
    assert SECRET not in str(mail.outbox[0].message())

    entered = otto.post("/account/login/", {"username": "otto@example.com", "password": SECRET})
    assert entered["Location"] == "/account/choose-password/"
    assert otto.get("/my/").status_code == 302, "it opens nothing else"
    own = {"new": "min alldeles egna fras", "again": "min alldeles egna fras"}
    otto.post("/account/choose-password/", own)
    assert otto.get("/my/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"verified_how": ""}, "verified_how"),
        ({"again": "another"}, "again"),
        ({"new": "kort", "again": "kort"}, "new"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    answer = world.client(world.stina).post(f"{card(world.otto)}password/", temporary(**changes))
    assert list(answer.context["form"].errors) == [field]
    assert SECRET not in answer.content.decode()
    assert User.objects.get(pk=world.otto.user_id).check_password(PASSWORD)


def test_sales_staff_have_no_such_page_and_see_no_button(world: World) -> None:
    sam = world.client(world.sam)
    assert sam.get(f"{card(world.otto)}password/").status_code == 403
    assert sam.post(f"{card(world.otto)}password/", temporary()).status_code == 403
    assert "password/" not in sam.get(card(world.otto)).content.decode()
    assert "password/" not in sam.get(f"{card(world.otto)}reset/").content.decode()


def test_nobody_sets_their_own_or_an_inactive_persons(world: World) -> None:
    stina = world.client(world.stina)
    answer = stina.post(f"{card(world.stina)}password/", temporary())
    assert "Change your own password on your own pages." in answer.content.decode()
    User.objects.filter(pk=world.otto.user_id).update(is_active=False)
    answer = stina.post(f"{card(world.otto)}password/", temporary())
    assert "This person is inactive." in answer.content.decode()


def test_staff_ask_for_a_new_address_and_take_it_back(world: World) -> None:
    sam = world.client(world.sam)
    wish = {"email": "otto@vestby.example", "how": "both", "verified_how": "Called back"}
    answer = sam.post(f"{card(world.otto)}email/", wish, follow=True)
    page = answer.content.decode()
    assert "Both addresses have got a mail." in page
    assert "A new address waits" in page
    assert User.objects.get(pk=world.otto.user_id).email == "otto@example.com"
    sam.post(f"{card(world.otto)}email/withdraw/")
    assert "A new address waits" not in sam.get(card(world.otto)).content.decode()
    assert EmailChange.objects.get().state == "withdrawn"


def test_staff_change_it_at_once_with_a_reason(world: World) -> None:
    sam = world.client(world.sam)
    wish = {"email": "otto@vestby.example", "how": "now", "verified_how": "Called back"}
    refused = sam.post(f"{card(world.otto)}email/", wish)
    assert list(refused.context["form"].errors) == ["reason"]
    taken = sam.post(
        f"{card(world.otto)}email/", wish | {"reason": "Gone", "email": "NORA@example.com"}
    )
    assert list(taken.context["form"].errors) == ["email"]
    sam.post(f"{card(world.otto)}email/", wish | {"reason": "The mailbox is closed"})
    assert User.objects.get(pk=world.otto.user_id).email == "otto@vestby.example"
    told = {sent.to_address for sent in OutgoingEmail.objects.all()}
    assert told == {"otto@example.com", "otto@vestby.example"}


def test_sam_does_not_change_stinas_address(world: World) -> None:
    wish = {"email": "x@example.com", "how": "now", "verified_how": "x", "reason": "x"}
    answer = world.client(world.sam).post(f"{card(world.stina)}email/", wish)
    assert "You have no right to do this." in answer.content.decode()
    assert User.objects.get(pk=world.stina.pk).email == "stina@example.com"


def test_ali_leaves_with_people_and_orders_in_one_press(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    sam = world.client(world.sam)
    page = sam.get(f"{card(world.ali)}active/").content.decode()
    assert "Next approver for 1 person" in page
    assert f"/staff/orders/{order.number}/" in page
    refused = sam.post(f"{card(world.ali)}active/", {"takes_over": "", "orders_to": ""})
    assert "takes_over" in refused.context["form"].errors
    assert User.objects.get(pk=world.ali.user_id).is_active
    choice = {"takes_over": str(world.greta.pk), "orders_to": str(world.greta.pk)}
    sam.post(f"{card(world.ali)}active/", choice)
    assert not User.objects.get(pk=world.ali.user_id).is_active
    world.nora.refresh_from_db()
    assert world.nora.next_approver == world.greta
    assert ApprovalRequest.objects.get(order=order).step == world.greta
    back = sam.get(f"{card(world.ali)}active/").content.decode()
    assert "Make Ali Haddad active" in back
    sam.post(f"{card(world.ali)}active/")
    assert User.objects.get(pk=world.ali.user_id).is_active


def test_a_refusal_leaves_everything_as_it_was(world: World) -> None:
    """Greta cannot decide on her own order: the chain that would have moved stays too."""
    order = place(world, world.nora, (world.dock, 4))
    ApprovalRequest.objects.filter(order=order).update(placed_by=world.greta.user)
    Order.objects.filter(pk=order.pk).update(placed_by=world.greta.user)
    choice = {"takes_over": str(world.greta.pk), "orders_to": str(world.greta.pk)}
    world.client(world.sam).post(f"{card(world.ali)}active/", choice)
    world.nora.refresh_from_db()
    assert User.objects.get(pk=world.ali.user_id).is_active
    assert world.nora.next_approver == world.ali


def test_the_only_administrator_may_leave_when_staff_say_so(world: World) -> None:
    sam = world.client(world.sam)
    path = f"{card(world.greta)}active/"
    page = sam.get(path).content.decode()
    assert "The only administrator" in page
    unknown = sam.post(path, {"takes_over": "chain", "administrator": "otto@example.com"})
    assert "Nobody in this organisation has this e-mail." in unknown.content.decode()
    sam.post(path, {"takes_over": "chain", "administrator": "nora@example.com"})
    assert Membership.objects.get(pk=world.nora.pk).is_group_admin
    assert not User.objects.get(pk=world.greta.user_id).is_active


def test_one_who_approves_in_two_organisations_gets_a_successor_in_each(world: World) -> None:
    second = Membership.objects.create(user=world.ali.user, customer=world.vestby, is_approver=True)
    bo = Membership.objects.create(
        user=make_user("bo@example.com", "Bo", "Ek"), customer=world.vestby, is_approver=True
    )
    Membership.objects.filter(pk=world.otto.pk).update(next_approver=second, break_point=0)
    sam = world.client(world.sam)
    path = f"{card(world.ali)}active/"
    page = sam.get(path).content.decode()
    names = re.findall(r'name="(\w+)-takes_over"', page)
    assert names == [f"g{world.norrvik.pk}", f"c{world.vestby.pk}"]
    sam.post(path, {f"{names[0]}-takes_over": str(world.greta.pk), f"{names[1]}-takes_over": ""})
    assert User.objects.get(pk=world.ali.user_id).is_active, "one answer of two is none"
    sam.post(
        path,
        {f"{names[0]}-takes_over": str(world.greta.pk), f"{names[1]}-takes_over": str(bo.pk)},
    )
    assert not User.objects.get(pk=world.ali.user_id).is_active
    assert Membership.objects.get(pk=world.nora.pk).next_approver == world.greta
    assert Membership.objects.get(pk=world.otto.pk).next_approver == bo


def test_a_connection_ends_with_what_hangs_on_it(world: World) -> None:
    sam = world.client(world.sam)
    path = f"/staff/memberships/{world.ali.pk}/end/"
    assert "Ali Haddad leaves Barn och utbildning" in sam.get(path).content.decode()
    sam.post(path, {"takes_over": "chain"})
    assert not Membership.objects.get(pk=world.ali.pk).is_active
    assert User.objects.get(pk=world.ali.user_id).is_active
    sam.post(path)
    assert Membership.objects.get(pk=world.ali.pk).is_active
