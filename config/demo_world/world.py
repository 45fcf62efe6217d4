"""Building the demo world, all of it or nothing."""

import random
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from pghistory.models import Context

from catalogue.models import Product
from catalogue.services.filter_attributes import set_filter_attributes
from catalogue.services.listing import refresh_listing
from catalogue.services.search_index import reindex_products
from catalogue.services.visibility import refresh_audiences, set_limit_groups
from config.demo_world.documents import make_documents
from config.demo_world.goods import FILTER_ATTRIBUTES, Goods, make_goods
from config.demo_world.history import Shopkeeper, make_history
from config.demo_world.loyalty import make_loyalty
from config.demo_world.moments import latest_moments
from config.demo_world.people import People, make_people, make_shop
from config.demo_world.pictures import make_pictures
from config.demo_world.prices import make_methods, make_prices
from config.demo_world.profiles import make_profiles
from config.demo_world.today import SCENES, play_today
from core.audit import doing
from customers.actors import SYSTEM
from customers.models import Customer, ShopSettings, User

_LOCK = 4_287_002
_FIRST_ORDER_NUMBER = 104_412
_GAP = timedelta(minutes=75)


class AnotherWorld(Exception):
    """The database holds people, customers or goods that are not the demo's."""


def build() -> bool:
    """Makes the demo world in one transaction; False when it is there. Raises AnotherWorld."""
    with doing("demo.seed", SYSTEM), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if ShopSettings.objects.filter(is_demo_world=True).exists():
            return False
        if User.objects.exists() or Customer.objects.exists() or Product.objects.exists():
            raise AnotherWorld
        _build()
        # The people of its scenes wrote their names over the context that all of it shares.
        Context.objects.update(metadata={"action": "demo.seed", "user": None})
    return True


def _build() -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    shop = make_shop()
    goods = make_goods(now)
    people = make_people(now, today)
    methods = make_methods(goods, people)
    make_prices(goods, people, today)
    _limit_by_group(goods, people)
    refresh_audiences()
    moments = latest_moments(len(SCENES), now, _GAP)
    keeper = Shopkeeper(goods, people, methods, shop, now)
    _start_numbers_at(make_history(keeper, moments[0], _FIRST_ORDER_NUMBER))
    set_filter_attributes(actor=SYSTEM, names=FILTER_ATTRIBUTES)
    products = [article.product.pk for article in goods.articles]
    refresh_listing(products)
    reindex_products(products)
    play_today(keeper, moments, random.Random("today"))  # noqa: S311 - nothing secret
    make_pictures(goods)
    make_documents(people)
    make_profiles(people)
    make_loyalty(people, shop)


def _limit_by_group(goods: Goods, people: People) -> None:
    """A category, a product and a version that only Norrviks kommun sees."""
    only = [people.groups["Norrviks kommun"]]
    school = goods.categories["Möbler", "Skolmöbler"]
    book = goods.variant("TF-0102").product
    for target in (school, book, goods.variant("SI-0201-GR")):
        set_limit_groups(actor=SYSTEM, target=target, groups=only)


def _start_numbers_at(number: int) -> None:
    """A shop that has been open for years does not count its orders from one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('orders_order_number_seq', %s, false)", [number])
