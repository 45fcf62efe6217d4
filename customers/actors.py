"""Who is asking: the user, the membership in force, and whoever really sits at the keys."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from customers.access import PRIVATE, Role, is_granted
from customers.models import Customer, Membership, ShopSettings, StaffRole, User
from customers.selectors.shop import shop_settings
from customers.selectors.staff_teams import sight_of
from customers.sites import SiteVisit, standing_in_for
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
    # Orders without log-in: `user` is who has the e-mail address that was written, and nothing of
    # theirs is opened by it.
    is_guest: bool = False
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

        Who may order without belonging to a customer has those that the customer of one will have,
        so that nothing is priced anew when it is made. Only prices and VAT. What is seen, agreed
        or bought is asked of `customer`.
        """
        if self.site is not None:
            return self.site.priced_as
        return self.customer or self._would_be

    @cached_property
    def buys_privately(self) -> bool:
        """Whether the shop lets this visitor, who has no membership, order for themselves.

        Asked of the shop of a visit; an actor without one does not. Not at a customer's site, not
        while acting as somebody, and not for staff, who see more than they could buy.
        """
        shop = self.shop
        if shop is None or self.membership is not None or self.site is not None or self.is_acting:
            return False
        if self.user is None:
            return shop.guests_may_order
        return shop.persons_may_order and not self.user.is_staff

    @cached_property
    def _would_be(self) -> Customer | None:
        if not self.buys_privately or self.shop is None or self.shop.private_group is None:
            return None
        return standing_in_for(self.shop.private_group, country=str(self.shop.country))

    def as_private(self, *, country: str = "") -> "Actor":
        """The same visitor at the customer of one that an order would make; nothing is saved.

        `country` is where the order goes, which decides its VAT; blank = the shop's own.
        """
        customer = self._would_be
        if customer is None or self.shop is None or self.shop.private_group is None:
            return self
        stand_in = standing_in_for(
            self.shop.private_group, country=country or str(self.shop.country)
        )
        stand_in.may_pay_on_account = stand_in.may_order_free_text = False
        seat = Membership(pk=0, customer=stand_in)
        vars(seat)["further_group_ids"] = []  # as read for a visit: it is in no further group
        return replace(self, membership=seat)

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
        if self.is_guest:
            return frozenset({Role.MEMBER, Role.BUYER})
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
        if self.is_system or is_granted(perm, self.roles):
            return True
        return is_granted(perm, PRIVATE) and self.buys_privately

    def is_on(self, add_on: int) -> bool:
        """Whether the shop uses a part (`customers/add_ons.py`). No query in a visit, else one."""
        return self._shop_now.is_on(add_on)

    def shows(self, section: str) -> bool:
        """Whether the shop shows a section of My pages. No query in a visit, else one."""
        return section not in self._shop_now.hidden_sections

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
