"""Nora, who left a trace in every table that can name a person, and how she is erased."""

from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.test import TestCase
from django.utils import timezone

from core.mail import enqueue, send_due
from core.models import ExportJob
from core.saved_views import save_view
from customers.actors import ANONYMOUS
from customers.models import Address, CheckoutAccounts, Consent, ConsentKind, ConsentSource, User
from customers.services import passwords
from customers.services.email_change import ask_for_email, change_at_once
from customers.services.import_users import UserImport
from customers.services.private_customers import Buyer
from customers.services.registration import Wished, ask_to_register
from customers.services.users import Person, set_active, update_user
from marketing.models import (
    Application,
    Bounce,
    BouncingAddress,
    Campaign,
    CampaignAddress,
    CampaignRecipient,
)
from marketing.services.affiliates import (
    Terms,
    attribute,
    create_affiliate,
    earn_commission,
    mark_paid_out,
)
from marketing.services.deciding import approve, refuse
from orders.models import Order, SavedCart, WishList
from orders.services.deciding import approve_order
from orders.services.erasing import erase_person
from tests.everything import body_of, forget_files
from tests.guests import guest_order, open_shop
from tests.imports import apply_file
from tests.orders import place
from tests.points import give, set_up
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


def nora(world: World) -> User:
    user: User = User.objects.get(pk=world.nora.user_id)
    return user


def live(world: World, folder: Path) -> Order:
    """Nora leaves traces wherever a person can; no file of an earlier test is left."""
    forget_files()
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
    _views_of_others(world)
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


def _points(world: World) -> None:
    """Given by staff, who wrote whom they talked to."""
    set_up()
    give(world, world.school, 40, reason="Nora Ek-Lindqvist called, 070-111 22 33")


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


def _views_of_others(world: World) -> None:
    """Sam looks for her often, in a list that he keeps under her name."""
    for name, word in (("Nora Lindqvist", "nora@example.com"), ("Nora Ek-Lindqvist", "070-111 22")):
        save_view(
            actor=world.actor(world.sam),
            list_name="users",
            name=name,
            asked={"q": f"{word} Nora Lindqvist"},
        )


def inactive(world: World) -> User:
    set_active(actor=world.actor(world.stina), user=nora(world), is_active=False, force=True)
    return nora(world)


def erase(world: World) -> User:
    """And the files go, as they do once it is kept."""
    person = inactive(world)
    with TestCase.captureOnCommitCallbacks(execute=True):
        return erase_person(
            actor=world.actor(world.stina), user=person, typed=person.email.upper(), reason=REASON
        )
