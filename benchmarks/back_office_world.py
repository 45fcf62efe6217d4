"""A reseller's customers and people, made inside PostgreSQL; their years of orders come after.

One INSERT … SELECT a table, so that a million orders take a few minutes. Everything follows from
the numbers of the rows: the same size is the same shop each time.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.contrib.auth.hashers import make_password

from benchmarks.back_office_orders import make_orders, make_traces
from benchmarks.back_office_size import USERS_EACH, Shop
from benchmarks.back_office_words import FIRST_NAMES, LAST_NAMES, PLACES, STREETS, TRADES
from benchmarks.goods import make_goods, make_tree
from benchmarks.loading import (
    analyze,
    continue_numbers,
    execute,
    insert_rows,
    timed,
    without_indexes,
    without_triggers,
)
from benchmarks.texts import Texts
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    Membership,
    PricingTier,
    PurchaseLimit,
    Segment,
    ShopSettings,
    User,
)
from orders.models import Order, OrderEvent, OrderLine
from orders.services.kept_sales import recount_sales

_PRODUCTS = 2_000
_FIRST_GROUP = 1_000  # numbers below are for those that migrations make
# Spreads rows over words as evenly, or unevenly, as a register does; the same for the same number.
_CHANCE = """
CREATE OR REPLACE FUNCTION pg_temp.chance(number bigint, what int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(number, what) & 9007199254740991) / 9007199254740992.0 $$;
CREATE OR REPLACE FUNCTION pg_temp.word(words text[], chance float8) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT words[1 + floor(chance * cardinality(words))::int] $$;
"""

Say = Callable[[str], object]


def fill(shop: Shop, say: Say) -> None:
    """All of it, with the seconds of each part. In the database that this process works in."""
    execute(_CHANCE)
    with timed("groups and goods", say), without_triggers():
        _groups(shop)
        groups = list(CustomerGroup.objects.order_by("pk")[:40])
        make_goods(_PRODUCTS, make_tree(groups), groups, Texts.find())
    with timed("customers and people", say), without_triggers():
        _customers(shop)
        _people(shop)
        _seats(shop)
    with timed("orders", say), without_triggers(), without_indexes(Order, OrderLine, OrderEvent):
        make_orders(shop)
        recount_sales()
    with timed("history, mail and documents", say), without_triggers():
        make_traces(shop)
    analyze()


def _groups(shop: Shop) -> None:
    ShopSettings.objects.update_or_create(pk=1, defaults={"max_total_discount_percent": 40})
    PricingTier.objects.bulk_create(
        PricingTier(name=name, discount_percent=percent)
        for name, percent in (("Reseller", 4), ("Wholesaler", 6), ("Distributor", 9))
    )
    Segment.objects.bulk_create(Segment(name=f"Segment {n}") for n in range(20))
    with _words({"places": PLACES}) as words:
        insert_rows(
            CustomerGroup,
            {
                "id": f"{_FIRST_GROUP} + n",
                "name": (
                    "places[1 + mod(n, cardinality(places))] || ' '"
                    " || (ARRAY['kommun', 'region', 'kedjan', 'skolor', 'vård', 'inköp'])"
                    "[1 + mod(n / cardinality(places), 6)] || ' ' || n"
                ),
                "kind": "CASE WHEN mod(n, 3) = 0 THEN 'organisation' ELSE 'commercial' END",
                "discount_percent": "mod(n, 8)",
            },
            f"generate_series(1, {shop.groups}) n, {words}",
        )
    continue_numbers(CustomerGroup)


def _customers(shop: Shop) -> None:
    place = "places[1 + mod(n, cardinality(places))]"
    lists = {"places": PLACES, "trades": TRADES, "streets": STREETS}
    with _words(lists) as words:
        source = f"generate_series(1, {shop.customers}) n, {words}"
        insert_rows(
            Customer,
            {
                "id": "n",
                "number": "(10000 + n)::text",
                "name": f"{place} || ' ' || pg_temp.word(trades, pg_temp.chance(n, 1)) || ' '"
                " || (ARRAY['AB', 'HB', 'enhet', 'AB'])[1 + mod(n, 4)]",
                # Scattered as in a register: in a row, all would have the same five digits.
                "org_number": "regexp_replace((5500000000 + mod(n * 73856093::bigint, 100000000))"
                "::text, '(....)$', '-\\1')",
                "email": "'kontor' || n || '@example.com'",
                "main_group": f"{_FIRST_GROUP} + 1 + mod(n, {shop.groups})",
                "pricing_tier": "CASE WHEN mod(n, 4) = 0 THEN 1 + mod(n, 3) END",
                "discount_percent": "mod(n, 5)",
                "allowed_outstanding": "CASE WHEN mod(n, 2) = 0 THEN 10000000 END",
                "risk": "(ARRAY['', 'low', 'medium', 'high'])[1 + mod(n, 4)]",
                "created_at": f"now() - interval '1500 days' * (1 - n / {shop.customers}.0)",
            },
            source,
        )
        insert_rows(
            Address,
            {
                "customer": "n",
                "name": f"{place} || (ARRAY[' kontor', ' lager', ' faktura'])[k]",
                "street": "pg_temp.word(streets, pg_temp.chance(n, k)) || ' ' || 1 + mod(n, 90)",
                "postal_code": "(10000 + mod(n * 13, 89999))::text",
                "city": place,
                "is_default": "k = 1",
                "is_invoice": "k = 3",
            },
            f"{source}, generate_series(1, 3) k",
        )
    insert_rows(
        Customer.further_groups.through,
        {"customer": "n", "customergroup": f"{_FIRST_GROUP} + 1 + mod(n + 7, {shop.groups})"},
        f"generate_series(1, {shop.customers}, 3) n",
    )
    insert_rows(
        Segment.customers.through,
        {"segment": "1 + mod(n, 20)", "customer": "n"},
        f"generate_series(1, {shop.customers}) n",
    )
    continue_numbers(Customer, Address)


def _people(shop: Shop) -> None:
    """Names are as uneven as in a country; one in a hundred has no customer."""
    unusable = make_password(None)
    with _words({"firsts": FIRST_NAMES, "lasts": LAST_NAMES}) as words:
        insert_rows(
            User,
            {
                "id": "n",
                "first_name": "first",
                "last_name": "last",
                "email": "lower(first || '.' || last || '.' || n || '@example.org')",
                "phone": "'070-' || lpad(n::text, 7, '0')",
                "password": f"'{unusable}'",
                "registered_at": f"now() - interval '1500 days' * (1 - n / {shop.users}.0)",
                "last_seen_at": "CASE WHEN mod(n, 5) > 0"
                " THEN now() - interval '400 days' * pg_temp.chance(n, 3) END",
                "activated_at": "now() - interval '500 days'",
                "is_active": "mod(n, 40) > 0",
            },
            "(SELECT n, firsts[1 + floor(cardinality(firsts) * pg_temp.chance(n, 1) ^ 1.3)::int]"
            " AS first, lasts[1 + floor(cardinality(lasts) * pg_temp.chance(n, 2) ^ 1.5)::int]"
            f" AS last FROM generate_series(1, {shop.users}) n, {words}) person",
        )
    continue_numbers(User)


def _seats(shop: Shop) -> None:
    """The first of each customer's five approves for the others; some sit at two customers."""
    insert_rows(
        Membership,
        {
            "id": "n",
            "user": "n",
            "customer": f"1 + (n - 1) / {USERS_EACH}",
            "is_buyer": f"mod(n, {USERS_EACH}) <> 1",
            "is_approver": f"mod(n, {USERS_EACH}) = 1",
            "is_group_admin": "mod(n, 50) = 1",
            "next_approver": f"CASE WHEN mod(n, {USERS_EACH}) <> 1"
            f" THEN n - mod(n - 1, {USERS_EACH}) END",
            "break_point": f"CASE WHEN mod(n, {USERS_EACH}) <> 1 THEN 5000 END",
            "created_at": "now()",
        },
        f"generate_series(1, {shop.users}) n WHERE mod(n, 100) > 0",
    )
    insert_rows(
        Membership,
        {
            "id": f"{shop.users} + n",
            "user": "n",
            "customer": f"1 + mod((n - 1) / {USERS_EACH} + 3, {shop.customers})",
            "created_at": "now()",
        },
        f"generate_series(2, {shop.users}, 10) n",
    )
    insert_rows(
        PurchaseLimit,
        {
            "membership": "n",
            "amount": "50000",
            "starts_on": "date '2024-01-01'",
            "recurrence": "'monthly'",
        },
        f"generate_series(3, {shop.users}, {USERS_EACH}) n",
    )
    continue_numbers(Membership)


@contextmanager
def _words(lists: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Lists of words as columns of one row, to be joined to what is made of them."""
    columns = ", ".join(f"%({name})s::text[] AS {name}" for name in lists)
    execute(f"CREATE TEMP TABLE words AS SELECT {columns}", {k: [*v] for k, v in lists.items()})
    yield "words"
    execute("DROP TABLE words")
