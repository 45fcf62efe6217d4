"""Who is asking: the user, the membership in force, and whoever really sits at the keys."""

from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from customers.access import Role, is_granted
from customers.models import Customer, Membership, ShopSettings, StaffRole, User
from customers.selectors.shop import shop_settings
from customers.selectors.staff_teams import sight_of
from customers.sites import SiteVisit
from customers.teams import EVERYBODYS, NOBODYS, Sight


@dataclass(frozen=True)
class Actor:
    """One visitor for the length of a request, job or command.

    Price, visibility, cart, limit, menus and permission come from `membership` only, the
    *current* one (DESIGN §4). `acted_by` is the person logged in as `user`, if someone is.
    `membership.customer.main_group` is already loaded. `site` is the customer site that a stranger
    is at; somebody who has logged in is at none.
    """

    user: User | None = None
    membership: Membership | None = None
    acted_by: User | None = None
    is_system: bool = False  # a job or command of the shop itself
    site: SiteVisit | None = None
    shop: ShopSettings | None = field(default=None, compare=False, repr=False)  # of the visit

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def acted_by_id(self) -> int | None:
        return self.acted_by.pk if self.acted_by else None

    @property
    def is_anonymous(self) -> bool:
        return self.user is None

    @property
    def is_acting(self) -> bool:
        return self.acted_by is not None

    @property
    def customer(self) -> Customer | None:
        return self.membership.customer if self.membership else None

    @property
    def priced_as(self) -> Customer | None:
        """Whose prices are shown: one's own customer's, or those of the site one is at (N-17).

        Only prices and VAT. What is seen, agreed or bought is asked of `customer`.
        """
        return self.site.priced_as if self.site is not None else self.customer

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """The customer's main group and further groups. No query in a visit, else one."""
        if self.membership is None:
            return frozenset()
        customer = self.membership.customer
        further = getattr(self.membership, "further_group_ids", None)
        if further is None:
            further = customer.further_groups.values_list("pk", flat=True)
        return frozenset({customer.main_group_id, *further})

    @property
    def real_user(self) -> User | None:
        """The person at the keys: `acted_by` while acting, else `user`."""
        return self.acted_by or self.user

    @property
    def is_staff(self) -> bool:
        return self.is_system or not self.roles.isdisjoint({Role.SALES_STAFF, Role.STAFF_ADMIN})

    @property
    def sight(self) -> Sight:
        """Whose customers are seen as staff. No query in a visit, else one for sales staff."""
        if self.is_system:
            return EVERYBODYS
        return sight_of(self.user) if self.user is not None else NOBODYS

    @property
    def team_ids(self) -> frozenset[int] | None:
        """The sales teams whose customers are seen as staff; None = everybody's (N-32)."""
        return self.sight.ids

    @cached_property
    def roles(self) -> frozenset[Role]:
        if self.user is None:
            return frozenset({Role.SITE_VISITOR if self.site else Role.ANONYMOUS})
        roles = {Role.USER}
        if self.user.staff_role == StaffRole.SALES:
            roles.add(Role.SALES_STAFF)
        elif self.user.staff_role == StaffRole.ADMINISTRATOR:
            roles.add(Role.STAFF_ADMIN)
        if self.acted_by is not None and self.acted_by.is_staff:
            roles.add(Role.STAFF_ACTING)
        if self.membership is not None:
            roles.add(Role.MEMBER)
            if self.membership.is_buyer:
                roles.add(Role.BUYER)
            if self.membership.is_approver:
                roles.add(Role.APPROVER)
            if self.membership.is_group_admin:
                roles.add(Role.GROUP_ADMIN)
        return frozenset(roles)

    def has(self, perm: str) -> bool:
        return self.is_system or is_granted(perm, self.roles)

    def is_on(self, add_on: int) -> bool:
        """Whether the shop uses a part (`customers/add_ons.py`). No query in a visit, else one."""
        return self._shop_now.is_on(add_on)

    @cached_property
    def _shop_now(self) -> ShopSettings:
        return self.shop if self.shop is not None else shop_settings()


ANONYMOUS = Actor()
SYSTEM = Actor(is_system=True)


class ShopRequest(HttpRequest):
    """A request after the middleware: whose it is, at which shop, and whether htmx sent it."""

    actor: Actor
    shop: ShopSettings
    htmx: HtmxDetails
