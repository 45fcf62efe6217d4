"""One cast for every test.

Norrviks kommun is an organisation of two customers. At Barn och utbildning Nora buys up to
5 000 by herself, then Ali approves up to 20 000, then Greta, who administers the group. Otto
buys at Vestby Elektro, another organisation. Sam sells and Stina administers at the reseller.
Ulla has an account and no membership.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.test import Client

from catalogue.models import (
    EVERYONE_ID,
    NOBODY_ID,
    Audience,
    Category,
    Product,
    ProductCategory,
    Variant,
    VatRate,
)
from catalogue.services.listing import refresh_listing
from catalogue.sorting import sort_key
from customers.actors import Actor
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    GroupKind,
    Membership,
    ShopSettings,
    StaffRole,
    User,
)
from orders.models import DeliveryMethod, PaymentMethod

PASSWORD = "attest-demo-2026"


@dataclass(frozen=True)
class World:
    """The cast, their customers and a few goods. All prices ex VAT in SEK."""

    shop: ShopSettings
    norrvik: CustomerGroup  # organisation
    retail: CustomerGroup  # commercial
    school: Customer  # Barn och utbildning, in Norrvik
    care: Customer  # Omsorg, in Norrvik
    vestby: Customer  # alone in its organisation, main group retail
    nora: Membership
    ali: Membership
    greta: Membership
    otto: Membership
    sam: User
    stina: User
    ulla: User
    vat: VatRate
    vat_food: VatRate
    computers: Category
    docks: Category
    office: Category
    dock: Variant  # 1 590,00
    headset: Variant  # 1 390,00
    paper: Variant  # 289,00
    freight: DeliveryMethod  # 149,00
    pickup: DeliveryMethod  # 0,00
    invoice: PaymentMethod  # on account
    card: PaymentMethod
    school_address: Address
    vestby_address: Address

    def actor(self, who: Membership | User | None, *, acted_by: User | None = None) -> Actor:
        """The visitor as the services know them, read afresh from the database."""
        if who is None:
            return Actor()
        if isinstance(who, User):
            return Actor(user=User.objects.get(pk=who.pk), acted_by=acted_by)
        membership = Membership.objects.with_people().get(pk=who.pk)
        return Actor(user=membership.user, membership=membership, acted_by=acted_by)

    def client(self, who: Membership | User | None) -> Client:
        """A browser without JavaScript, logged in as `who`."""
        client = Client()
        if who is not None:
            user = who if isinstance(who, User) else who.user
            client.force_login(user, backend="customers.backends.EmailBackend")
            if isinstance(who, Membership):
                session = client.session
                session["membership_id"] = who.pk
                session.save()
        return client


def make_user(email: str, first: str, last: str, **fields: object) -> User:
    user: User = User.objects.create_user(
        email=email, password=PASSWORD, first_name=first, last_name=last, **fields
    )
    return user


def make_product(
    name: str, sku: str, price: str, *, category: Category, vat: VatRate, **fields: object
) -> Variant:
    """A product of one variant for everyone, in one category."""
    product = Product.objects.create(
        name=name, slug=sku.lower(), sort_key=sort_key(name), search_codes=sku, brand="Nordock"
    )
    ProductCategory.objects.create(product=product, category=category)
    variant = Variant.objects.create(
        product=product,
        sku=sku,
        list_price_net=Decimal(price),
        vat_rate=vat,
        stock_quantity=100,
        **fields,
    )
    refresh_listing([product.pk])
    return variant


def _category(name: str, slug: str, parent: Category | None = None) -> Category:
    path = f"{parent.path}/{slug}" if parent else slug
    category: Category = Category.objects.create(name=name, slug=slug, parent=parent, path=path)
    return category


def _standing_rows() -> None:
    """What migrations put there and the flush after a threaded test takes away."""
    Audience.objects.get_or_create(pk=EVERYONE_ID)
    Audience.objects.get_or_create(pk=NOBODY_ID, defaults={"group_ids": []})
    CustomerGroup.objects.get_or_create(name="B2B", defaults={"is_built_in": True})


def build_world() -> World:
    _standing_rows()
    shop = ShopSettings.objects.create(
        pk=1,
        name="Kontorsgrossen",
        org_number="556821-4470",
        email="order@kontorsgrossen.example",
        order_email="order@kontorsgrossen.example",
        phone="0510-555 40",
        opening_hours="vardagar 8–17",
        closed_add_ons=[],
    )
    norrvik = CustomerGroup.objects.create(name="Norrviks kommun", kind=GroupKind.ORGANISATION)
    retail, _ = CustomerGroup.objects.get_or_create(name="Retail")
    school = Customer.objects.create(
        name="Barn och utbildning", org_number="212000-1355", main_group=norrvik
    )
    care = Customer.objects.create(name="Omsorg Norrvik", main_group=norrvik)
    vestby = Customer.objects.create(name="Vestby Elektro", main_group=retail)

    greta = Membership.objects.create(
        user=make_user("greta@example.com", "Greta", "Sandström"),
        customer=school,
        is_approver=True,
        is_group_admin=True,
    )
    ali = Membership.objects.create(
        user=make_user("ali@example.com", "Ali", "Haddad"),
        customer=school,
        is_approver=True,
        next_approver=greta,
        break_point=Decimal("20000.00"),
    )
    nora = Membership.objects.create(
        user=make_user("nora@example.com", "Nora", "Lindqvist"),
        customer=school,
        next_approver=ali,
        break_point=Decimal("5000.00"),
    )
    otto = Membership.objects.create(
        user=make_user("otto@example.com", "Otto", "Moen"), customer=vestby
    )
    vat = VatRate.objects.create(name="25 %", percent=Decimal(25), is_default=True)
    vat_food = VatRate.objects.create(name="12 %", percent=Decimal(12))
    computers = _category("Datorer", "datorer")
    docks = _category("Dockningsstationer", "dockningsstationer", computers)
    office = _category("Kontorsmaterial", "kontorsmaterial")
    return World(
        shop=shop,
        norrvik=norrvik,
        retail=retail,
        school=school,
        care=care,
        vestby=vestby,
        nora=nora,
        ali=ali,
        greta=greta,
        otto=otto,
        sam=make_user("sam@example.com", "Sam", "Öberg", staff_role=StaffRole.SALES),
        stina=make_user("stina@example.com", "Stina", "Falk", staff_role=StaffRole.ADMINISTRATOR),
        ulla=make_user("ulla@example.com", "Ulla", "Ek"),
        vat=vat,
        vat_food=vat_food,
        computers=computers,
        docks=docks,
        office=office,
        dock=make_product(
            "Dockningsstation Nordock Pro 14", "ND-4012-GB", "1590.00", category=docks, vat=vat
        ),
        headset=make_product(
            "Headset Lyra 65 Flex UC", "LY-0650-UC", "1390.00", category=computers, vat=vat
        ),
        paper=make_product(
            "Kopieringspapper Björk A4", "BJ-A480-K", "289.00", category=office, vat=vat
        ),
        freight=DeliveryMethod.objects.create(
            name="Frakt, pall", cost_net=Decimal("149.00"), vat_rate=vat, position=1
        ),
        pickup=DeliveryMethod.objects.create(name="Hämtas", vat_rate=vat, position=2),
        invoice=PaymentMethod.objects.create(
            name="Faktura", is_on_account=True, vat_rate=vat, position=1
        ),
        card=PaymentMethod.objects.create(name="Kort vid leverans", vat_rate=vat, position=2),
        school_address=Address.objects.create(
            customer=school,
            name="Strandskolan",
            street="Hamngatan 14",
            postal_code="531 32",
            city="Norrvik",
            is_default=True,
        ),
        vestby_address=Address.objects.create(
            customer=vestby,
            name="Vestby Elektro",
            street="Storgata 1",
            postal_code="1540",
            city="Vestby",
            country="NO",
            is_default=True,
        ),
    )
