"""The shop's permissions and roles, and the one table that joins them (DESIGN §3)."""

from enum import StrEnum

from core.access import PUBLIC


class Role(StrEnum):
    """What a visitor is, read off the user, the current membership and the staff role."""

    ANONYMOUS = "anonymous"
    SITE_VISITOR = "visitor of a customer site"  # as anonymous, but fills no cart
    PRIVATE_BUYER = "orders for themselves"  # has no membership, where the shop lets them
    USER = "user"  # logged in, with or without a membership
    MEMBER = "member"  # has a current membership, perhaps only to look
    BUYER = "buyer"
    APPROVER = "approver"
    GROUP_ADMIN = "group administrator"
    SALES_STAFF = "sales staff"
    STAFF_ADMIN = "staff administrator"
    STAFF_ACTING = "staff acting as somebody"  # who may change whom they are, nothing more


class Perm(StrEnum):
    """What a URL asks for. A visitor has it through a role, never by name."""

    PUBLIC = PUBLIC
    CART_USE = "cart.use"
    ORDER_PLACE = "order.place"
    CHECK_OUT = "order.check-out"  # place an order, also as somebody who belongs to no customer yet
    MY_PAGES = "my.view"
    MY_SECURITY = "my.security"
    ORDER_VIEW = "order.view"
    ORDER_CHANGE_OWN = "order.change-own"
    LIMIT_VIEW = "limit.view"
    DOCUMENT_VIEW = "document.view"
    APPROVAL_DECIDE = "approval.decide"
    ASSORTMENT_VIEW = "assortment.view"
    LIST_USE = "list.use"  # wish lists and saved carts
    GROUP_ADMINISTER = "group.administer"
    STAFF_HOME = "staff.home"
    STAFF_ORDER_VIEW = "staff.order.view"
    STAFF_ORDER_CHANGE = "staff.order.change"
    STAFF_CUSTOMER_VIEW = "staff.customer.view"
    STAFF_CUSTOMER_CHANGE = "staff.customer.change"
    STAFF_TEAM_VIEW = "staff.team.view"  # of one's own, or all for who sees every customer
    STAFF_TEAM_CHANGE = "staff.team.change"
    STAFF_AFFILIATE = "staff.affiliate"  # terms, commission and payouts of affiliates
    STAFF_USER_VIEW = "staff.user.view"
    STAFF_USER_CHANGE = "staff.user.change"
    STAFF_CATALOGUE_VIEW = "staff.catalogue.view"
    STAFF_CATALOGUE_CHANGE = "staff.catalogue.change"  # goods, prices, agreements
    STAFF_IMPORT = "staff.import"
    STAFF_EXPORT = "staff.export"  # of the lists that one may see
    STAFF_EXPORT_ALL = "staff.export.all"  # everybody's exports, and their files
    STAFF_ACT_AS = "staff.act-as"
    STAFF_MAIL_VIEW = "staff.mail.view"
    STAFF_CAMPAIGN = "staff.campaign"  # write to everybody who said yes
    STAFF_SETTINGS = "staff.settings"
    STAFF_STAFF_CHANGE = "staff.staff.change"
    STAFF_CREDENTIAL_SET = "staff.credential.set"  # a temporary password (C6)
    STAFF_VIEW_SHARE = "staff.view.share"  # a saved view of a list, with everybody
    STAFF_PERSON_EXPORT = "staff.person.export"  # all that is stored on one person
    STAFF_PERSON_ERASE = "staff.person.erase"
    STAFF_PERMISSION_VIEW = "staff.permission.view"  # what a person whom one sees may do
    STAFF_HISTORY_VIEW = "staff.history.view"  # who changed what, of whom one sees
    ACTING_LEAVE = "acting.leave"
    ACTING_CHANGE = "acting.change"  # be somebody else, from the storefront
    DEMO_MAILBOX = "demo.mailbox"


PRIVATE = frozenset({Role.PRIVATE_BUYER})  # comes beside what one is, and opens only the checkout
_EVERYONE = frozenset(Role) - PRIVATE
_LOGGED_IN = _EVERYONE - {Role.ANONYMOUS, Role.SITE_VISITOR}
_STAFF = frozenset({Role.SALES_STAFF, Role.STAFF_ADMIN})
_ADMIN = frozenset({Role.STAFF_ADMIN})

GRANTS: dict[Perm, frozenset[Role]] = {
    Perm.PUBLIC: _EVERYONE,
    Perm.CART_USE: _EVERYONE - {Role.SITE_VISITOR},
    Perm.ORDER_PLACE: frozenset({Role.BUYER}),
    Perm.CHECK_OUT: frozenset({Role.BUYER, Role.PRIVATE_BUYER}),
    Perm.MY_PAGES: _LOGGED_IN,
    Perm.MY_SECURITY: _LOGGED_IN,
    Perm.ORDER_VIEW: frozenset({Role.MEMBER}),
    Perm.ORDER_CHANGE_OWN: frozenset({Role.MEMBER}),
    Perm.LIMIT_VIEW: frozenset({Role.MEMBER}),
    Perm.DOCUMENT_VIEW: frozenset({Role.MEMBER}),
    Perm.APPROVAL_DECIDE: frozenset({Role.APPROVER, Role.GROUP_ADMIN}),
    Perm.ASSORTMENT_VIEW: frozenset({Role.MEMBER}),
    Perm.LIST_USE: _LOGGED_IN,
    Perm.GROUP_ADMINISTER: frozenset({Role.GROUP_ADMIN}),
    Perm.STAFF_HOME: _STAFF,
    Perm.STAFF_ORDER_VIEW: _STAFF,
    Perm.STAFF_ORDER_CHANGE: _STAFF,
    Perm.STAFF_CUSTOMER_VIEW: _STAFF,
    Perm.STAFF_CUSTOMER_CHANGE: _STAFF,
    Perm.STAFF_TEAM_VIEW: _STAFF,
    Perm.STAFF_TEAM_CHANGE: _ADMIN,
    Perm.STAFF_AFFILIATE: _ADMIN,
    Perm.STAFF_USER_VIEW: _STAFF,
    Perm.STAFF_USER_CHANGE: _STAFF,
    Perm.STAFF_CATALOGUE_VIEW: _STAFF,
    Perm.STAFF_CATALOGUE_CHANGE: _ADMIN,
    Perm.STAFF_IMPORT: _STAFF,
    Perm.STAFF_EXPORT: _STAFF,
    Perm.STAFF_EXPORT_ALL: _ADMIN,
    Perm.STAFF_ACT_AS: _STAFF,
    Perm.STAFF_MAIL_VIEW: _STAFF,
    Perm.STAFF_CAMPAIGN: _ADMIN,
    Perm.STAFF_SETTINGS: _ADMIN,
    Perm.STAFF_STAFF_CHANGE: _ADMIN,
    Perm.STAFF_CREDENTIAL_SET: _ADMIN,
    Perm.STAFF_VIEW_SHARE: _ADMIN,
    Perm.STAFF_PERSON_EXPORT: _ADMIN,
    Perm.STAFF_PERSON_ERASE: _ADMIN,
    Perm.STAFF_PERMISSION_VIEW: _STAFF,
    Perm.STAFF_HISTORY_VIEW: _STAFF,
    Perm.ACTING_LEAVE: _LOGGED_IN,
    Perm.ACTING_CHANGE: _STAFF | {Role.STAFF_ACTING},
    Perm.DEMO_MAILBOX: _EVERYONE,
}


def is_granted(perm: str, roles: frozenset[Role]) -> bool:
    """Whether any of `roles` opens `perm`; a permission missing from GRANTS opens to nobody."""
    try:
        granted = GRANTS[Perm(perm)]
    except (KeyError, ValueError):
        return False
    return not granted.isdisjoint(roles)
