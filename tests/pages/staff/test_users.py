"""The back office's users: every one listed, found, changed, invited, and made inactive."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from core.models import OutgoingEmail
from customers.models import Membership, PurchaseLimit, StaffRole, User
from tests.world import World, make_user

LIST = "/staff/users/"


def _page(world: World, path: str, who: User | None = None) -> str:
    response = world.client(who or world.sam).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_every_registered_user_is_listed(world: World) -> None:
    page = _page(world, LIST)
    for user in User.objects.all():
        assert user.email in page


@pytest.mark.parametrize("text", ["OTTO@", "otto", "moen", "vestby elektro", "otto vestby"])
def test_a_user_is_found_by_part_of_email_name_or_company(world: World, text: str) -> None:
    page = _page(world, f"{LIST}?q={text}")
    assert "otto@example.com" in page
    assert "nora@example.com" not in page


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        ("approver", "ali@", "nora@"),
        ("administrator", "greta@", "ali@"),
        ("none", "ulla@", "nora@"),
        ("sales", "sam@", "stina@"),
    ],
)
def test_users_are_narrowed_by_role(world: World, role: str, shown: str, hidden: str) -> None:
    page = _page(world, f"{LIST}?role={role}")
    assert shown in page
    assert hidden not in page


def test_searching_keeps_the_filters(world: World) -> None:
    page = _page(world, f"{LIST}?role=approver&q=a")
    assert '<input type="hidden" name="role" value="approver">' in page


def test_the_list_costs_the_same_for_few_and_for_many(
    world: World, django_assert_num_queries: Callable[[int], object]
) -> None:
    users = User.objects.bulk_create(
        User(email=f"p{number}@example.org", first_name="P", last_name=f"{number}")
        for number in range(30)
    )
    Membership.objects.bulk_create(Membership(user=user, customer=world.care) for user in users)
    client = world.client(world.sam)
    client.get(LIST)
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        client.get(LIST)


def test_the_card_shows_connections_and_log(world: World) -> None:
    page = _page(world, f"{LIST}{world.nora.user_id}/")
    for words in ("Barn och utbildning", "Ali Haddad", "5\u00a0000,00", "nora@example.com"):
        assert words in page


def test_an_invited_user_gets_a_link_and_belongs_to_the_customer(world: World) -> None:
    client = world.client(world.sam)
    response = client.post(
        f"{LIST}new/",
        {
            "email": "Eva@example.org",
            "first_name": "Eva",
            "last_name": "Ek",
            "customer_number": world.vestby.number,
            "send_activation": "on",
        },
    )
    membership = Membership.objects.get(user__email="Eva@example.org")
    assert membership.customer == world.vestby
    assert response.headers["Location"] == f"/staff/memberships/{membership.pk}/"
    assert OutgoingEmail.objects.get().to_address == "Eva@example.org"


def test_a_taken_email_is_refused_at_its_field_and_nothing_is_lost(world: World) -> None:
    response = world.client(world.sam).post(
        f"{LIST}new/",
        {"email": "NORA@example.com", "first_name": "Annan", "last_name": "Nora"},
    )
    assert response.context["form"].errors == {"email": ["This e-mail address is already in use."]}
    assert "Annan" in response.content.decode()


def test_sam_cannot_make_staff_and_stina_can(world: World) -> None:
    new = {"email": "x@example.org", "first_name": "X", "last_name": "X", "staff_role": "sales"}
    world.client(world.sam).post(f"{LIST}new/", new)
    assert User.objects.get(email="x@example.org").staff_role == ""

    path = f"{LIST}{world.ulla.pk}/staff-role/"
    assert world.client(world.sam).post(path, {"staff_role": "sales"}).status_code == 403
    world.client(world.stina).post(path, {"staff_role": "sales"})
    world.ulla.refresh_from_db()
    assert world.ulla.staff_role == StaffRole.SALES


def test_name_phone_and_note_are_changed(world: World) -> None:
    world.client(world.sam).post(
        f"{LIST}{world.otto.user_id}/edit/",
        {
            "first_name": "Ottar",
            "last_name": "Moen",
            "phone": "0701",
            "language": "nb",
            "staff_note": "Ringer gärna",
        },
    )
    otto = User.objects.get(pk=world.otto.user_id)
    assert (otto.first_name, otto.phone, otto.language) == ("Ottar", "0701", "nb")
    assert "Ringer gärna" in _page(world, f"{LIST}{otto.pk}/")


def test_an_approver_is_not_made_inactive_before_somebody_takes_over(world: World) -> None:
    client = world.client(world.sam)
    path = f"{LIST}{world.ali.user_id}/active/"
    assert "Nora Lindqvist" in _page(world, path)

    refused = client.post(path, {"takes_over": ""})
    assert "takes_over" in refused.context["form"].errors
    assert User.objects.get(pk=world.ali.user_id).is_active

    client.post(path, {"takes_over": str(world.greta.pk)})
    world.nora.refresh_from_db()
    assert not User.objects.get(pk=world.ali.user_id).is_active
    assert world.nora.next_approver == world.greta

    client.post(path, {})
    assert User.objects.get(pk=world.ali.user_id).is_active


def test_links_are_mailed_to_those_who_need_them(world: World) -> None:
    new = User.objects.create_user(email="ny@example.org", first_name="Ny", last_name="Ek")
    client = world.client(world.sam)
    client.post(f"{LIST}{new.pk}/activation/")
    client.post(f"{LIST}{world.otto.user_id}/reset/", {"verified_how": "called back"})
    assert sorted(OutgoingEmail.objects.values_list("to_address", flat=True)) == [
        "ny@example.org",
        "otto@example.com",
    ]
    again = client.post(f"{LIST}{world.otto.user_id}/activation/", follow=True)
    assert "already has a password" in again.content.decode()


def _seat(**changes: object) -> dict[str, object]:
    return {"is_buyer": "on", "limit_outside": "block"} | changes


def test_roles_chain_and_limit_are_saved_together(world: World) -> None:
    path = f"/staff/memberships/{world.nora.pk}/"
    world.client(world.sam).post(
        path,
        _seat(
            is_approver="on",
            next_approver=str(world.greta.pk),
            break_point="0",
            limit_amount="60 000,00",
            limit_from="2026-01-31",
            limit_renewed="monthly",
        ),
    )
    nora = Membership.objects.get(pk=world.nora.pk)
    assert (nora.is_approver, nora.next_approver, nora.break_point) == (
        True,
        world.greta,
        Decimal(0),
    )
    limit = PurchaseLimit.objects.get(membership=nora)
    assert (limit.amount, limit.starts_on, limit.recurrence) == (
        Decimal(60000),
        date(2026, 1, 31),
        "monthly",
    )
    page = _page(world, path)
    assert 'value="60\u00a0000,00"' in page

    world.client(world.sam).post(path, _seat(next_approver="", break_point=""))
    nora.refresh_from_db()
    assert (nora.next_approver, nora.break_point) == (None, None)
    assert not PurchaseLimit.objects.filter(membership=nora).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"break_point": "100", "next_approver": ""}, "break_point"),
        ({"break_point": "1.234", "next_approver": "ali"}, "break_point"),
        ({"limit_amount": "100"}, "limit_from"),
        ({"limit_amount": "100", "limit_from": "2026-01-01"}, "limit_to"),
        (
            {"limit_amount": "1", "limit_from": "2026-02-01", "limit_to": "2026-01-01"},
            "limit_to",
        ),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    if changes.get("next_approver") == "ali":
        changes = changes | {"next_approver": str(world.ali.pk)}
    response = world.client(world.sam).post(
        f"/staff/memberships/{world.nora.pk}/", _seat(**changes)
    )
    assert list(response.context["form"].errors) == [field]
    world.nora.refresh_from_db()
    assert world.nora.break_point == 5000


def test_a_loop_is_refused_at_the_next_approver(world: World) -> None:
    response = world.client(world.sam).post(
        f"/staff/memberships/{world.greta.pk}/",
        _seat(
            is_approver="on",
            is_group_admin="on",
            next_approver=str(world.ali.pk),
            break_point="1",
        ),
    )
    assert "closes a loop" in str(response.context["form"].errors["next_approver"])


def test_only_approvers_of_the_organisation_can_be_chosen(world: World) -> None:
    Membership.objects.filter(pk=world.otto.pk).update(is_approver=True)
    response = world.client(world.sam).get(f"/staff/memberships/{world.ali.pk}/")
    values = [value for value, _label in response.context["form"].fields["next_approver"].choices]
    assert values == ["", str(world.greta.pk)]


def test_a_connection_is_ended_and_brought_back(world: World) -> None:
    client = world.client(world.sam)
    path = f"/staff/memberships/{world.otto.pk}/end/"
    client.post(path)
    assert not Membership.objects.get(pk=world.otto.pk).is_active
    client.post(path)
    assert Membership.objects.get(pk=world.otto.pk).is_active


def test_a_person_is_connected_to_one_more_customer(world: World) -> None:
    client = world.client(world.sam)
    path = f"{LIST}{world.otto.user_id}/connect/"
    client.post(path, {"customer_number": world.care.number})
    assert Membership.objects.filter(user=world.otto.user, customer=world.care).exists()
    again = client.post(path, {"customer_number": world.care.number})
    assert "already belongs" in str(again.context["form"].errors["customer_number"])
    unknown = client.post(path, {"customer_number": "nope"})
    assert "no customer" in str(unknown.context["form"].errors["customer_number"])


def test_unknown_ids_are_not_found(world: World) -> None:
    client = world.client(world.sam)
    for path in (f"{LIST}999999/", "/staff/memberships/999999/", "/staff/groups/999999/"):
        assert client.get(path).status_code == 404
    assert client.post("/staff/act-as/999999/").status_code == 404


def test_words_of_users_are_shown_as_text(world: World) -> None:
    make_user("x@example.org", "<script>alert(1)</script>", "{{ 7 }}")
    page = _page(world, LIST)
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
