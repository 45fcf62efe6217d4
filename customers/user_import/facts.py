"""What the planner knows of the shop before it reads a row, and what it wants afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from customers.field_rules import Rules

ROLE_FIELDS = (
    "is_buyer",
    "is_approver",
    "is_group_admin",
    "sees_customer_orders",
    "only_agreement_assortment",
    "may_order_free_text",
)


class SeatKey(NamedTuple):
    """One person at one customer: the e-mail in lower case and the customer's id."""

    person: str
    customer_id: int


class CustomerFact(NamedTuple):
    """`organisation` is equal for customers inside the same border, and for no others."""

    id: int
    number: str
    name: str
    organisation: str
    is_active: bool = True


class PersonState(NamedTuple):
    """What a row may say of the person, the same at every customer."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    language: str = ""
    is_active: bool = True
    title: str = ""
    birthday: date | None = None


class PersonFact(NamedTuple):
    """`belongs` tells where the memberships are: "inside" the border of whoever imports,

    "elsewhere" (at least one is), or "" when there are none or nobody asks.
    """

    id: int
    email: str
    state: PersonState
    has_password: bool = True
    is_staff: bool = False
    belongs: str = ""


class LimitState(NamedTuple):
    """As customers.models.PurchaseLimit: an end or a recurrence, never both.

    `outside` is not in the sheet; it stays as it is.
    """

    amount: Decimal
    starts_on: date
    ends_on: date | None = None
    recurrence: str = ""
    outside: str = "block"


class SeatState(NamedTuple):
    """What a row may say of one membership."""

    is_buyer: bool = True
    is_approver: bool = False
    is_group_admin: bool = False
    sees_customer_orders: bool = False
    only_agreement_assortment: bool = False
    may_order_free_text: bool = False
    is_active: bool = True
    next_approver: SeatKey | None = None
    break_point: Decimal | None = None
    limit: LimitState | None = None

    def but(self, **changes: Any) -> "SeatState":
        return self._replace(**changes)


class SeatFact(NamedTuple):
    """A membership as it is. `limit_id` is its purchase limit's id, if it has one."""

    id: int
    key: SeatKey
    customer: CustomerFact
    state: SeatState
    limit_id: int | None = None
    is_guests: bool = False  # of orders without log-in: not in force before the address answers


@dataclass(frozen=True, slots=True)
class Rights:
    """What whoever imports may do. `is_inside_only`: a group administrator, who changes people

    that belong nowhere else; `is_of_team`: sales staff, with their teams' customers as the border,
    to whom people wholly outside it are strangers. `own` is their own e-mail in lower case.
    """

    own: str = ""
    is_inside_only: bool = False
    is_of_team: bool = False
    changes_staff: bool = True

    @property
    def may_leave_it_to_the_shop(self) -> bool:
        """Staff may leave an organisation without an administrator."""
        return self.is_of_team or not self.is_inside_only


@dataclass(frozen=True)
class Facts:
    """People by e-mail in lower case, customers by number in lower case, seats by key.

    `seats` holds every membership of the organisations that the file touches, so that a chain
    can be followed to its end.
    """

    today: date
    people: Mapping[str, PersonFact] = field(default_factory=dict)
    customers: Mapping[str, CustomerFact] = field(default_factory=dict)
    seats: Mapping[SeatKey, SeatFact] = field(default_factory=dict)
    rights: Rights = Rights()
    rules: Mapping[int, Rules] = field(default_factory=dict)  # of the fields, by customer id
    administrators: frozenset[SeatKey] = frozenset()  # in force; `seats` does not say of whom


@dataclass(frozen=True, slots=True)
class Options:
    """What was chosen at the upload.

    `limit_renewed`: how a new purchase limit without any dates is renewed, counted from the first
    of this month; blank refuses such a row. `customer_number`: for a file without that column.
    """

    send_activation: bool = False
    customer_number: str = ""
    limit_renewed: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "send_activation": self.send_activation,
            "customer_number": self.customer_number,
            "limit_renewed": self.limit_renewed,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            send_activation=bool(stored.get("send_activation")),
            customer_number=str(stored.get("customer_number", "")),
            limit_renewed=str(stored.get("limit_renewed", "")),
        )
