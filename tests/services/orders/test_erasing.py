"""A person is erased and the books stay: nobody finds who it was, orders are as agreed (C11)."""

import json
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import load_workbook

from core.history import events_of
from core.mail import enqueue, send_due
from core.models import ExportJob, ImportJob, ImportRow, ImportStatus, OutgoingEmail
from customers.actors import ANONYMOUS
from customers.errors import CustomersRefused, NotPermitted
from customers.models import (
    AccountEvent,
    AccountEventKind,
    Address,
    CheckoutAccounts,
    Consent,
    ConsentKind,
    ConsentSource,
    Document,
    EmailChange,
    Membership,
    User,
)
from customers.services import passwords
from customers.services.email_change import ask_for_email, change_at_once
from customers.services.import_users import UserImport
from customers.services.private_customers import Buyer
from customers.services.registration import Wished, ask_to_register
from customers.services.users import Person, set_active, update_user
from marketing.errors import MarketingRefused
from marketing.models import (
    Affiliate,
    Application,
    Bounce,
    BouncingAddress,
    Campaign,
    CampaignAddress,
    CampaignRecipient,
    LoyaltyEntry,
    Payout,
)
from marketing.services.affiliates import (
    Terms,
    attribute,
    create_affiliate,
    earn_commission,
    mark_paid_out,
)
from marketing.services.deciding import approve, refuse
from orders.models import Order, OrderLine, SavedCart, WishList
from orders.services.deciding import approve_order
from orders.services.erasing import erase_person
from orders.services.person_file import take_out_person
from tests.everything import body_of, forget_files, where
from tests.guests import guest_order, open_shop
from tests.imports import apply_file
from tests.orders import place
from tests.points import balance, books_hold, give, pay_with, set_up
from tests.services.marketing.applications import approval, confirmed, tier
from tests.uploads import add
from tests.world import PASSWORD, World

# What an order was agreed with is kept as the law asks: here lie no names of this test's person.
WORDS = [
    "nora@example.com",
    "nora.second@example.com",
    "nora.third@example.com",
    "Nora Lindqvist",
    "Nora Ek-Lindqvist",
    "070-111 22 33",
    "hard of hearing",
]
REASON = "Asked in writing on 22 November"


@pytest.fixture(autouse=True)
def _no_files_of_others() -> None:
    forget_files()


def nora(world: World) -> User:
    user: User = User.objects.get(pk=world.nora.user_id)
    return user


def _points(world: World) -> None:
    """Given by staff, who wrote whom they talked to."""
    set_up()
    give(world, world.school, 40, reason="Nora Ek-Lindqvist called, 070-111 22 33")


def live(world: World, folder: Path) -> Order:
    """Nora leaves traces wherever a person can."""
    sam = world.actor(world.sam)
    update_user(
        actor=sam,
        user=nora(world),
        person=Person(
            "Nora", "Ek-Lindqvist", phone="070-111 22 33", staff_note="A little hard of hearing"
        ),
    )
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=order.version)
    client = world.client(world.nora)
    client.get("/my/")
    client.post("/account/login/", {"username": "nora@example.com", "password": "a wrong guess"})
    passwords.ask_reset_link(address="nora@example.com", ip_address="192.0.2.1")
    ask_to_register(
        actor=ANONYMOUS,
        wished=Wished("Nora@example.com", Person("Nora", "Lindqvist", phone="070-111 22 33")),
        ip_address="192.0.2.1",
    )
    ask_for_email(actor=world.actor(world.nora), password=PASSWORD, email="nora.third@example.com")
    change_at_once(
        actor=sam,
        user=nora(world),
        email="nora.second@example.com",
        reason="nora@example.com is closed",
        verified_how="Called 070-111 22 33",
    )
    passwords.send_reset_link(actor=sam, user=nora(world), verified_how="Met Nora Ek-Lindqvist")
    WishList.objects.create(user=nora(world), name="Noras lista")
    Consent.objects.create(
        user=nora(world), kind=ConsentKind.NEWSLETTER, given_source=ConsentSource.OWN_PAGES
    )
    _letters(world)
    _as_affiliate(world)
    _application(world)
    _order_as_a_guest(world)
    _points(world)
    SavedCart.objects.create(user=nora(world), name="Noras korg")
    Address.objects.create(
        customer=world.school,
        membership=world.nora,
        name="Nora Lindqvist",
        street="Hemvägen 1",
        postal_code="541 30",
        city="Skövde",
    )
    Address.objects.filter(pk=world.school_address.pk).update(attention="Nora Ek-Lindqvist")
    add(world.actor(world.stina), world.school)
    _spreadsheets(world, folder)
    enqueue(
        event_key="about-nora",
        template="accounts/approver_left",
        context={
            "shop": world.shop,
            "leaving": nora(world),
            "takes_over": None,
            "moved_up": False,
            "membership": world.ali,
        },
        language="en",
        to=world.ali.user,
    )
    send_due()
    return order


def _order_as_a_guest(world: World) -> None:
    """Without logging in: a customer of one has her address and phone."""
    shop = open_shop(world, CheckoutAccounts.OPTIONAL)
    buyer = Buyer("N", "L", nora(world).email, phone="070-111 22 33")
    guest_order(world, shop, buyer=buyer)


def _application(world: World) -> None:
    """She applied for wholesale terms with a document, and what came of it names her too."""
    wanted = confirmed(
        files=1,
        first_name="Nora",
        last_name="Ek-Lindqvist",
        email="nora@example.com",
        phone="070-111 22 33",
        words="Write to Nora Lindqvist",
    )
    approve(
        actor=world.actor(world.stina),
        application_id=sent_again(world).pk,
        approval=approval(world, tier()),
    )
    refuse(actor=world.actor(world.stina), application_id=wanted.pk, reason="Sorry, Nora Lindqvist")


def sent_again(world: World) -> Application:
    return confirmed(
        files=1,
        company="Noras AB",
        first_name="Nora",
        last_name="Ek-Lindqvist",
        email=nora(world).email,
        phone="070-111 22 33",
    )


def _letters(world: World) -> None:
    """A newsletter reached her, by a list that names her too, and came back."""
    address = nora(world).email.lower()
    campaign = Campaign.objects.create(name="November")
    CampaignAddress.objects.create(campaign=campaign, address=address)
    CampaignAddress.objects.create(campaign=campaign, address="nora@example.com")
    CampaignRecipient.objects.create(campaign=campaign, user=nora(world), state="bounced")
    said = f"550 5.1.1 <{address}> is no user here"
    for user in (nora(world), None):
        Bounce.objects.create(
            key=f"key-{user}", user=user, address=address, kind="hard", way="report", said=said
        )
    BouncingAddress.objects.create(user=nora(world), address=address, said=said)


def _as_affiliate(world: World) -> None:
    """A link, an order by it, and a payout whose reference names her."""
    stina = world.actor(world.stina)
    agreed = Terms("Nora Ek-Lindqvist", "fixed", Decimal(50), timezone.localdate())
    affiliate = create_affiliate(
        actor=stina, email=nora(world).email, code="nora-ek-lindqvist", terms=agreed
    )
    attribute(affiliate=affiliate, order_number=1)
    earn_commission(order_number=1, goods_net=Decimal(100), currency="SEK")
    mark_paid_out(
        actor=stina,
        affiliate_id=affiliate.pk,
        until=timezone.localdate(),
        expected=Decimal(50),
        reference="To Nora Ek-Lindqvist",
    )


def _spreadsheets(world: World, folder: Path) -> None:
    path = folder / "people.csv"
    path.write_text(
        "email,first_name,last_name,customer_number\n"
        f"nora.second@example.com,Nora,Lindqvist,{world.school.number}\n"
    )
    apply_file(UserImport, path, actor=world.actor(world.stina))
    for kind in ("xlsx", "csv"):
        job = ExportJob(kind="users", format=kind, language="sv", asked={"q": "Nora Lindqvist"})
        response = world.client(world.stina).post("/staff/exports/new/users/", {"format": kind})
        job.file.save(f"users.{kind}", ContentFile(body_of(response)))
    kept = ExportJob(kind="orders", format="csv", language="sv")
    kept.file.save("orders.csv", ContentFile(b"number;value\n1;2\n"))


def inactive(world: World) -> User:
    set_active(actor=world.actor(world.stina), user=nora(world), is_active=False, force=True)
    return nora(world)


def erase(world: World) -> User:
    person = inactive(world)
    return erase_person(
        actor=world.actor(world.stina), user=person, typed=person.email.upper(), reason=REASON
    )


def test_nobody_finds_who_it_was_anywhere(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    before = {line.partition(":")[0] for line in where(WORDS)}
    assert {
        "customers_user",
        "customers_userevent",
        "core_outgoingemail",
        "core_importrow",
        "customers_accountevent",
        "customers_address",
        "customers_customer",
        "customers_customerevent",
        "customers_resetrequest",
    } <= before, before
    assert any(each.startswith("private/") for each in before), before
    erase(world)
    left = where(WORDS)
    assert not left, "\n".join(left)


def test_the_books_stay_as_they_were(world: World, tmp_path: Path) -> None:
    order = live(world, tmp_path)
    lines = list(OrderLine.objects.filter(order=order).values())
    before = Order.objects.filter(pk=order.pk).values().get()
    documents = Document.objects.count()
    erased = erase(world)
    assert Order.objects.filter(pk=order.pk).values().get() == before
    assert list(OrderLine.objects.filter(order=order).values()) == lines
    assert Order.objects.get(pk=order.pk).orderer == erased
    assert erased.full_name == f"Erased person {erased.pk}"
    assert Document.objects.count() == documents > 0, "they belong to the customers"
    page = world.client(world.sam).get(f"/staff/orders/{order.number}/").content.decode()
    assert f"Erased person {erased.pk}" in page


def test_what_was_the_persons_own_goes(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erased = erase(world)
    for model in (WishList, SavedCart, EmailChange, Consent):
        assert not model.objects.filter(user=erased).exists(), model
    assert not Address.objects.filter(membership__user=erased).exists()
    assert not Membership.objects.filter(user=erased, is_active=True).exists()
    assert not erased.has_usable_password()
    [event] = AccountEvent.objects.filter(user=erased)
    assert (event.kind, event.done_by, event.reason) == (
        AccountEventKind.ERASED,
        world.stina,
        REASON,
    )


def test_an_erased_affiliates_books_stay_and_the_code_is_never_given_again(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    erase(world)
    affiliate = Affiliate.objects.get()
    assert (affiliate.code, affiliate.is_active) == (f"erased-{affiliate.pk}", False)
    assert not events_of(Affiliate).filter(code__startswith="nora").exists()
    payout = Payout.objects.get()
    assert (payout.amount, payout.reference) == (Decimal(50), "")
    agreed = Terms("Otto", "fixed", Decimal(50), timezone.localdate())
    with pytest.raises(MarketingRefused, match="code"):
        create_affiliate(
            actor=world.actor(world.stina),
            email=world.otto.user.email,
            code="Nora-Ek-Lindqvist",
            terms=agreed,
        )


def test_a_colleagues_mail_stays_without_the_name(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erased = erase(world)
    mail = OutgoingEmail.objects.get(event_key="about-nora")
    assert f"Erased person {erased.pk}" in mail.body_text
    assert mail.to_address == "ali@example.com"
    own = OutgoingEmail.objects.filter(to_address__startswith="erased-")
    assert own.count() > 1
    assert not own.exclude(body_text="", subject="").exists()


def test_files_that_do_not_name_the_person_stay(world: World, tmp_path: Path) -> None:
    live(world, tmp_path)
    erase(world)
    assert [job.kind for job in ExportJob.objects.exclude(file="")] == ["orders"]
    job = ImportJob.objects.get()
    assert not job.file
    assert not ImportRow.objects.exists()


def test_an_import_that_waits_for_a_yes_is_cancelled_and_one_at_work_is_waited_for(
    world: World, tmp_path: Path
) -> None:
    live(world, tmp_path)
    person = inactive(world)
    ImportJob.objects.update(status=ImportStatus.APPLYING)
    with pytest.raises(CustomersRefused) as refused:
        erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert refused.value.code == "at_work"
    assert nora(world).erased_at is None
    ImportJob.objects.update(status=ImportStatus.PLANNED)
    erase_person(actor=world.actor(world.stina), user=person, typed=person.email, reason=REASON)
    assert ImportJob.objects.get().status == ImportStatus.CANCELLED


def test_mail_that_had_not_gone_is_dropped(world: World) -> None:
    passwords.send_reset_link(
        actor=world.actor(world.sam), user=nora(world), verified_how="Called back"
    )
    erase(world)
    assert send_due() == 0


def test_the_right_person_is_typed_and_why_is_written(world: World) -> None:
    stina, person = world.actor(world.stina), inactive(world)
    for typed, reason, code in (
        ("otto@example.com", REASON, "typed"),
        ("", REASON, "typed"),
        ("nora@example.com", " ", "no_reason"),
    ):
        with pytest.raises(CustomersRefused) as refused:
            erase_person(actor=stina, user=person, typed=typed, reason=reason)
        assert refused.value.code == code
    assert nora(world).erased_at is None


def test_only_administrators_erase_and_only_who_is_inactive(world: World) -> None:
    with pytest.raises(NotPermitted) as refused:
        erase_person(
            actor=world.actor(world.stina),
            user=nora(world),
            typed="nora@example.com",
            reason=REASON,
        )
    assert refused.value.code == "active"
    person = inactive(world)
    for who in (world.sam, world.greta, world.nora, None):
        with pytest.raises(NotPermitted):
            erase_person(
                actor=world.actor(who), user=person, typed="nora@example.com", reason=REASON
            )
    assert nora(world).erased_at is None


def test_the_erased_do_not_come_back(world: World) -> None:
    erased = erase(world)
    with pytest.raises(NotPermitted) as refused:
        set_active(actor=world.actor(world.stina), user=erased, is_active=True)
    assert refused.value.code == "erased"
    with pytest.raises(NotPermitted):
        erase_person(actor=world.actor(world.stina), user=erased, typed=erased.email, reason=REASON)
    assert erased.erased_at is not None
    assert erased.erased_at <= timezone.now()


def test_all_that_is_stored_is_taken_out_once_as_json_and_once_as_a_workbook(
    world: World, tmp_path: Path
) -> None:
    order = live(world, tmp_path)
    packed = take_out_person(actor=world.actor(world.stina), user=nora(world), reason=REASON)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        stored = json.loads(archive.read("person.json"))
        book = load_workbook(BytesIO(archive.read("person.xlsx")), read_only=True)
    assert stored["account"][0]["email"] == "nora.second@example.com"
    assert stored["account"][0]["staff_note"] == "A little hard of hearing"
    assert {row["email"] for row in stored["history"]} >= {"nora@example.com"}
    mine = Order.objects.filter(orderer=nora(world)).values_list("number", flat=True)
    assert order.number in mine
    assert sorted(row["number"] for row in stored["orders"]) == sorted(mine)
    assert stored["own_addresses"][0]["street"] == "Hemvägen 1"
    assert [row["name"] for row in stored["wish_lists"]] == ["Noras lista"]
    assert [row["kind"] for row in stored["consents"]] == ["newsletter"]
    assert [row["campaign_name"] for row in stored["newsletters"]] == ["November"]
    assert [row["kind"] for row in stored["mail_that_came_back"]] == ["hard"]
    assert stored["newsletter_lists"][0]["address"] == "nora.second@example.com"
    assert stored["closed_addresses"][0]["address"] == "nora.second@example.com"
    assert len(book.sheetnames) == len(stored)
    log = AccountEvent.objects.filter(kind=AccountEventKind.EXPORTED).get()
    assert (log.done_by, log.reason) == (world.stina, REASON)
    assert "password" not in json.dumps(stored["account"])


def test_only_administrators_take_out_a_person_and_say_why(world: World) -> None:
    for who in (world.sam, world.greta, world.nora):
        with pytest.raises(NotPermitted):
            take_out_person(actor=world.actor(who), user=nora(world), reason=REASON)
    with pytest.raises(CustomersRefused) as refused:
        take_out_person(actor=world.actor(world.stina), user=nora(world), reason=" ")
    assert refused.value.code == "no_reason"
    assert not AccountEvent.objects.filter(kind=AccountEventKind.EXPORTED).exists()


def test_the_points_stay_with_their_sums_and_without_the_name(world: World, tmp_path: Path) -> None:
    set_up()
    give(world, world.school, 900)
    order = pay_with(world, world.nora, 300, (world.paper, 2)).order
    give(world, world.school, 40, reason="Nora Lindqvist called")
    erase(world)
    assert balance(world.school) == 640
    books_hold(world.school)
    used = LoyaltyEntry.objects.get(order_number=order.number)
    assert used.user is not None
    assert used.user.last_name == str(world.nora.user_id)
    assert "Lindqvist" not in "".join(LoyaltyEntry.objects.values_list("reason", flat=True))
