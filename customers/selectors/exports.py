"""People and customers as rows of their own sheets: what is exported imports as no change.

Never in them: passwords, sessions, second factors, links, and the notes that only staff see.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Prefetch

from core.exchange.sheet import Sheet
from core.exchange.writer import Value
from core.exchange.written import joined, percentage
from customers.actors import Actor
from customers.freight_accounts import FreightAccount
from customers.models import Customer, CustomerGroup, Membership
from customers.querysets import CustomerQuerySet, MembershipQuerySet, UserQuerySet
from customers.selectors.colleagues import seats_inside
from customers.selectors.shop import personal_in_use, shop_settings
from customers.selectors.user_columns import user_facts
from customers.sheets import LANGUAGES, RECURRENCES, RISKS, user_sheet

_AT_A_TIME = 2_000

_PERSON = ("pk", "email", "first_name", "last_name", "phone", "language", "is_active")
_ROLES = (
    "is_buyer",
    "is_approver",
    "is_group_admin",
    "sees_customer_orders",
    "only_agreement_assortment",
    "may_order_free_text",
)
_CHAIN = ("next_approver__user__email", "break_point")
_LIMIT = tuple(
    f"purchase_limit__{field}" for field in ("amount", "starts_on", "ends_on", "recurrence")
)
# The sheet's short way to write the roles says less than the columns that follow it.
USER_COLUMNS_LEFT_OUT = frozenset({"role"})


def staff_user_sheet(currency: str) -> Sheet:
    """The sheet that staff take out and in: with title and birthday where the shop asks for them.

    One query. A group administrator's has neither: colleagues were promised another purpose.
    """
    return user_sheet(currency, personal_in_use(shop_settings()))


def user_rows(actor: Actor, users: UserQuerySet) -> Iterator[Sequence[Value]]:
    """One row for each connection that `actor` may see, ended ones too, in the order of `users`.

    A person without any gets one row with a blank customer number. Behind them what no import
    reads (USER_TOLD). Four queries for each 2 000.
    """
    seats, told = Membership.objects.visible_to(actor), partial(user_facts, actor)
    yield from _rows_of(seats, users, told, personal=personal_in_use(shop_settings()))


def colleague_rows(actor: Actor, users: UserQuerySet) -> Iterator[Sequence[Value]]:
    """The same inside the actor's organisation only. Two queries for each 2 000."""
    yield from _rows_of(seats_inside(actor), users)


def _nothing_more(_user_ids: Sequence[int]) -> Mapping[int, Sequence[Value]]:
    return {}


def _rows_of(
    shown: MembershipQuerySet,
    users: UserQuerySet,
    told: Callable[[Sequence[int]], Mapping[int, Sequence[Value]]] = _nothing_more,
    *,
    personal: Sequence[str] = (),
) -> Iterator[Sequence[Value]]:
    people = users.prefetch_related(None).values_list(*_PERSON, *personal)
    stream = people.iterator(chunk_size=_AT_A_TIME)
    while some := list(islice(stream, _AT_A_TIME)):
        ids = [person[0] for person in some]
        seats, facts = _seats(shown, ids), told(ids)
        for pk, *person in some:
            for seat in seats.get(pk, _NO_SEAT):
                yield [*_user_row(person, seat), *facts.get(pk, ())]


def _seats(shown: MembershipQuerySet, user_ids: Sequence[int]) -> Mapping[int, list[Sequence[Any]]]:
    """By person: customer number, roles, chain, limit, and whether it is in force."""
    found: defaultdict[int, list[Sequence[Any]]] = defaultdict(list)
    memberships = shown.filter(user__in=user_ids)
    rows = memberships.order_by("customer__number", "pk").values_list(
        "user_id", "customer__number", *_ROLES, *_CHAIN, *_LIMIT, "is_active"
    )
    for user_id, *seat in rows:
        found[user_id].append(seat)
    return found


_NO_SEAT: Sequence[Sequence[Any]] = ([None] * (len(_ROLES) + len(_CHAIN) + len(_LIMIT) + 2),)


def _user_row(person: Sequence[Any], seat: Sequence[Any]) -> Sequence[Value]:
    email, first_name, last_name, phone, language, is_active, *personal = person
    number, *between, recurrence, is_connected = seat
    return [
        email,
        number,
        first_name,
        last_name,
        phone,
        str(LANGUAGES[language][0]) if language in LANGUAGES else None,
        *personal,
        *between,
        str(RECURRENCES[recurrence][0]) if recurrence else None,
        is_active,
        is_connected,
        None,  # whether to send an activation link is for whoever imports to say
    ]


def customer_rows(actor: Actor, customers: CustomerQuerySet) -> Iterator[Sequence[Value]]:
    """One row for each customer, in their order. Three queries for each 2 000."""
    further = Prefetch("further_groups", CustomerGroup.objects.order_by("name"))
    full = customers.select_related("main_group", "pricing_tier")
    full = full.prefetch_related(further, "shipper_accounts")
    for customer in full.iterator(chunk_size=_AT_A_TIME):
        yield [
            customer.number,
            customer.name,
            customer.org_number,
            customer.vat_number,
            str(customer.country),
            customer.email,
            customer.phone,
            customer.website,
            customer.ape_code,
            customer.main_group.name,
            joined(group.name for group in customer.further_groups.all()),
            customer.pricing_tier.name if customer.pricing_tier else None,
            percentage(customer.discount_percent),
            customer.allowed_outstanding,
            customer.payment_days,
            str(RISKS[customer.risk][0]) if customer.risk else None,
            customer.may_pay_on_account,
            customer.may_order_free_text,
            customer.free_delivery_address,
            joined(str(account) for account in _accounts_of(customer)) or None,
            customer.is_active,
        ]


def _accounts_of(customer: Customer) -> Sequence[FreightAccount]:
    found = customer.shipper_accounts.all()
    return [FreightAccount(account.carrier, account.number) for account in found]
