"""The pages of the back office that are measured: addresses that fit the database at hand."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from customers.models import Address, Customer, CustomerGroup, Document, User
from orders.models import Order, OrderLine

# Lists that show something in any shop, found by what one of their rows says.
FULL = frozenset(
    {
        "customer_list",
        "user_list",
        "group_list",
        "order_list_all",
        "mail_list",
        "document_list",
        "segment_list",
        "customers_by_email",
        "customers_by_person",
        "customers_by_company",
        "customers_by_org_number",
        "users_by_email",
        "users_by_name",
        "users_by_company",
        "orders_by_number",
        "orders_by_customer",
        "orders_by_article",
    }
)
# What begins the name of a search, and what tells the cost of its rows: words that many have, and
# words that nobody has.
ROWS = {
    "customers": ("customers_by_common_word", "customers_by_nothing"),
    "users": ("users_by_common_word", "users_by_nothing"),
    "groups": ("groups_by_name", "groups_by_nothing"),
    "orders": ("orders_by_common_word", "orders_by_nothing"),
    "orders_to_process": ("orders_by_common_word", "orders_by_nothing"),
    "find": ("find_by_common_word", "find_by_nothing"),
}
_SOME = 3


def paths() -> dict[str, Sequence[str]]:
    """By name; each page is several addresses, asked in turn."""
    return {**_lists(), **_searches(), **_cards()}


def _lists() -> dict[str, Sequence[str]]:
    return {
        "dashboard": ["/staff/"],
        "customer_list": ["/staff/customers/"],
        "customer_list_sorted": _sorted("/staff/customers/", "-name", "number", "group", "created"),
        "user_list": ["/staff/users/"],
        "user_list_sorted": _sorted("/staff/users/", "-name", "id", "email", "registered", "seen"),
        "group_list": ["/staff/groups/", "/staff/groups/?sort=discount"],
        "order_list": ["/staff/orders/", "/staff/orders/?view=waiting"],
        "order_list_nobody": ["/staff/orders/?view=nobody"],
        "order_list_all": ["/staff/orders/?view=all"],
        "order_list_sorted": _sorted("/staff/orders/", "value", "-value", "status", view="all"),
        "order_list_status": [
            _at("/staff/orders/", view="all", status=status) for status in ("shipped", "rejected")
        ],
        "mail_list": ["/staff/mail/"],
        "import_list": ["/staff/imports/"],
        "document_list": ["/staff/documents/"],
        "segment_list": ["/staff/segments/"],
        "history_list": ["/staff/history/"],
    }


def _searches() -> dict[str, Sequence[str]]:
    customers, people = _some(Customer.objects), _some(User.objects.filter(staff_role=""))
    addresses, orders = _some(Address.objects.register()), _some(Order.objects)
    skus = [line.sku for line in _some(OrderLine.objects)]
    customer_list, user_list = "/staff/customers/", "/staff/users/"
    order_list = "/staff/orders/"
    return {
        "customers_by_email": _find(customer_list, [_inside(each.email) for each in people]),
        "customers_by_person": _find(customer_list, [each.full_name for each in people]),
        "customers_by_company": _find(customer_list, [each.name for each in customers]),
        "customers_by_common_word": _find(customer_list, ["kontor", "andersson", "gatan", "AB"]),
        "customers_by_address": _find(
            customer_list, [f"{each.street} {each.postal_code}" for each in addresses]
        ),
        "customers_by_org_number": _find(
            customer_list, [each.org_number.replace("-", " ") for each in customers]
        ),
        "customers_by_nothing": _find(customer_list, ["xyzzy", "plugh", "qq"]),
        "users_by_email": _find(user_list, [_inside(each.email) for each in people]),
        "users_by_name": _find(user_list, [each.full_name for each in people]),
        "users_by_company": _find(user_list, [each.name for each in customers]),
        "users_by_common_word": _find(user_list, ["andersson", "example", "AB"]),
        "users_by_nothing": _find(user_list, ["xyzzy", "plugh", "qq"]),
        "groups_by_name": _find("/staff/groups/", ["norby", "kommun"]),
        "groups_by_nothing": _find("/staff/groups/", ["xyzzy", "plugh", "qq"]),
        "orders_by_number": _find(order_list, [f"#{each.number}" for each in orders], view="all"),
        "orders_by_customer": _find(order_list, [each.name for each in customers], view="all"),
        "orders_by_person": _find(order_list, [each.full_name for each in people], view="all"),
        "orders_by_article": _find(order_list, skus, view="all"),
        "orders_by_common_word": _find(order_list, ["andersson", "AB", "BM-"], view="all"),
        "orders_by_nothing": _find(order_list, ["xyzzy", "plugh", "qq"], view="all"),
        "orders_to_process_by_person": _find(order_list, [each.full_name for each in people]),
        "find_by_number": _find(
            "/staff/find/", [each.number for each in customers] + [str(people[0].pk)]
        ),
        "find_by_text": _find("/staff/find/", [each.full_name for each in people]),
        "find_by_common_word": _find("/staff/find/", ["kontor", "andersson", "AB"]),
        "find_by_nothing": _find("/staff/find/", ["xyzzy", "plugh", "qq"]),
        "mail_by_address": _find("/staff/mail/", [each.email for each in people]),
    }


def _cards() -> dict[str, Sequence[str]]:
    first = Customer.objects.order_by("pk")[0]  # the one that orders most
    waiting = Order.objects.filter(status="awaiting_approval").order_by("-pk")[:_SOME]
    with_papers = [each.customer_id for each in _some(Document.objects)]
    return {
        "customer_card": [f"/staff/customers/{each.pk}/" for each in _some(Customer.objects)],
        "customer_card_largest": [f"/staff/customers/{first.pk}/"],
        "customer_card_documents": [f"/staff/customers/{pk}/" for pk in with_papers],
        "customer_form": [f"/staff/customers/{each.pk}/edit/" for each in _some(Customer.objects)],
        "user_card": [f"/staff/users/{each.pk}/" for each in _some(User.objects)],
        "group_card": [f"/staff/groups/{each.pk}/" for each in _some(CustomerGroup.objects)],
        "order_card": [f"/staff/orders/{each.number}/" for each in _some(Order.objects)],
        "order_card_waiting": [f"/staff/orders/{each.number}/" for each in waiting],
        "customer_history": [
            f"/staff/customers/{each.pk}/history/" for each in _some(Customer.objects)
        ],
        **_walks(),
    }


def _walks() -> dict[str, Sequence[str]]:
    """Cards opened from a list as it was sorted, with who comes before and after."""
    customers, people = _some(Customer.objects), _some(User.objects.filter(staff_role=""))
    return {
        "customer_card_from_list": [
            _at(f"/staff/customers/{each.pk}/", **{"in": "customers", "within": "sort=-name"})
            for each in customers
        ],
        "user_card_from_list": [
            _at(f"/staff/users/{each.pk}/", **{"in": "users", "within": "sort=seen"})
            for each in people
        ],
        "order_card_from_list": [
            _at(f"/staff/orders/{each.number}/", **{"in": "orders", "within": "view=all"})
            for each in _some(Order.objects)
        ],
    }


def _some(rows: Any) -> list[Any]:
    """A few rows from all over the table, the same ones each time."""
    found = rows.order_by("pk")
    first, last = found.first().pk, found.last().pk
    wanted = [first + (last - first) * (2 * n + 1) // (2 * _SOME) for n in range(_SOME)]
    return [found.filter(pk__gte=pk).first() for pk in wanted]


def _inside(email: str) -> str:
    """A part of an address that begins in the middle of a name."""
    return email.partition("@")[0][2:]


def _find(path: str, texts: Sequence[str], **more: str) -> list[str]:
    return [_at(path, q=text, **more) for text in texts]


def _sorted(path: str, *sorts: str, **more: str) -> list[str]:
    return [_at(path, sort=sort, **more) for sort in sorts]


def _at(path: str, **values: str) -> str:
    return f"{path}?{urlencode(values)}"
