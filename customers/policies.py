"""May this visitor change this person, connection, customer or group?

Group administrators stay inside their organisation; a person with memberships elsewhere belongs
to that person or staff; nobody but staff changes an e-mail (DESIGN §4, K-38).
"""

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.models import (
    Customer,
    CustomerGroup,
    Document,
    ShopSettings,
    StaffRole,
    User,
)
from customers.named import is_named_above
from customers.teams import of_teams
from customers.two_factor import may_have

NO_RIGHT = Refused(_("You have no right to do this."), "no_right")
ELSEWHERE = Refused(
    _("This person also belongs elsewhere. Only they or the shop change this."), "elsewhere"
)
OF_OTHER_TEAMS = Refused(
    _(
        "This person also belongs to customers of other sales teams. Only they, or staff who see "
        "every customer, change the account."
    ),
    "elsewhere",
)

OTHER_TEAM = Refused(
    _("Another sales team looks after this customer now. Nothing was changed."), "other_team"
)
TEAMLESS = Refused(
    _("You are in no sales team yet. A staff administrator puts you in one."), "teamless"
)
SHARED_GROUP = Refused(
    _("Customers of other sales teams are in this group too. A staff administrator changes it."),
    "shared_group",
)
SHARED_CHAINS = Refused(
    _(
        "Customers of other sales teams are in this organisation too. Staff who see every customer "
        "see its chains; one person's own next approver is on their connection."
    ),
    "shared_chains",
)

ERASED = Refused(_("This person is erased and does not come back."), "erased")

ALL_TEAMS = Refused(
    _("Segments reach over all sales teams. Somebody who sees every customer changes them."),
    "all_teams",
)
ACTING_ON_ADDRESSES = Refused(
    _("Nobody changes a person's own addresses while logged in as them."), "acting"
)


def same_organisation(one: Customer, other: Customer) -> bool:
    """Whether a chain, administrator or acting-as may reach from one to the other (A-02).

    Both have `main_group` loaded.
    """
    if one.main_group.is_organisation:
        return one.main_group_id == other.main_group_id
    return one.pk == other.pk


def may_add_person(actor: Actor, *, staff_role: str = "") -> Verdict:
    """Staff add people without a customer; only staff administrators add staff."""
    needed = Perm.STAFF_STAFF_CHANGE if staff_role else Perm.STAFF_USER_CHANGE
    return ALLOWED if actor.has(needed) else NO_RIGHT


def may_change_person(actor: Actor, user: User) -> Verdict:
    """Name, phone, language: the person, staff, or the administrator of all their customers.

    Costs one query when an administrator or a member of a sales team asks.
    """
    if actor.user_id == user.pk:
        return ALLOWED
    return _may_govern(actor, user)


def may_change_email(actor: Actor, user: User) -> Verdict:
    """Staff only, and only staff administrators for staff: an address is a way in (K-38).

    A member of a sales team whose customers are all that the person has; else it would be a way in
    to another team's. One query for a member.
    """
    if not (verdict := may_send_reset_link(actor, user)).allowed:
        return verdict
    return _is_of_own_teams(actor, user)


def may_ask_for_email(actor: Actor, shop: ShopSettings) -> Verdict:
    """One's own, by oneself, where the shop lets people ask (C12). Staff ask an administrator."""
    if actor.user is None or actor.is_acting:
        return Refused(_("Nobody changes an address while logged in as somebody else."), "acting")
    if not shop.email_requests:
        return Refused(_("Only the shop changes the address. Tell us the new one."), "shop_only")
    if actor.user.staff_role:
        return Refused(_("A staff administrator changes the address of staff."), "staff")
    return ALLOWED


def may_send_reset_link(actor: Actor, user: User) -> Verdict:
    """To the person's own mailbox, so of another team's customers too: it opens nothing to whoever
    sends it. Staff only, and only staff administrators to staff."""
    if user.erased_at is not None:
        return ERASED
    needed = Perm.STAFF_STAFF_CHANGE if user.staff_role else Perm.STAFF_USER_CHANGE
    return ALLOWED if actor.has(needed) else NO_RIGHT


def may_send_activation(actor: Actor, user: User) -> Verdict:
    """As a reset link; and the administrator of all the person's customers."""
    return ALLOWED if actor.user_id == user.pk else _may_reach(actor, user)


def may_send_notices(actor: Actor) -> Verdict:
    """Password notices to many, and stopping them: staff. Whom they may not reach is left out."""
    return ALLOWED if actor.has(Perm.STAFF_USER_CHANGE) else NO_RIGHT


def may_set_password(actor: Actor, user: User) -> Verdict:
    """A temporary password for somebody else: a right of its own, never for oneself (C6)."""
    if actor.user_id == user.pk:
        return Refused(_("Change your own password on your own pages."), "self")
    return ALLOWED if actor.has(Perm.STAFF_CREDENTIAL_SET) else NO_RIGHT


def may_set_up_second_factor(actor: Actor, shop: ShopSettings) -> Verdict:
    """One's own, never in somebody else's shoes, and where the shop offers it (N-03)."""
    if actor.user is None or actor.is_acting:
        return Refused(_("Nobody changes two-factor while logged in as somebody else."), "acting")
    return may_have(user=actor.user, shop=shop)


def may_reset_second_factor(actor: Actor, user: User) -> Verdict:
    """As for a temporary password; never one's own, never in somebody else's shoes."""
    if actor.is_acting:
        return Refused(_("Nobody changes two-factor while logged in as somebody else."), "acting")
    if actor.user_id == user.pk:
        return Refused(_("Change your own two-factor on your own pages."), "self")
    return ALLOWED if actor.has(Perm.STAFF_CREDENTIAL_SET) else NO_RIGHT


def may_set_staff_role(actor: Actor, user: User) -> Verdict:
    if actor.user_id == user.pk:
        return Refused(_("Nobody changes their own staff role."), "self")
    if user.erased_at is not None:
        return ERASED
    return ALLOWED if actor.has(Perm.STAFF_STAFF_CHANGE) else NO_RIGHT


def may_set_active(actor: Actor, user: User) -> Verdict:
    if actor.user_id == user.pk:
        return Refused(_("Nobody makes themselves inactive."), "self")
    return _may_govern(actor, user)


def may_erase(actor: Actor, user: User) -> Verdict:
    """Staff administrators, and only who is inactive already: that can be taken back, this not."""
    if actor.is_acting or not actor.has(Perm.STAFF_PERSON_ERASE):
        return NO_RIGHT
    if actor.user_id == user.pk:
        return Refused(_("Nobody erases themselves."), "self")
    if user.erased_at is not None:
        return ERASED
    if user.is_active:
        return Refused(_("Make the person inactive first. That can be taken back."), "active")
    return ALLOWED


def may_take_out_person(actor: Actor, user: User) -> Verdict:
    """All that is stored on one person: staff administrators, as themselves."""
    allowed = actor.has(Perm.STAFF_PERSON_EXPORT) and not actor.is_acting
    return ALLOWED if allowed and user.erased_at is None else NO_RIGHT


def _may_govern(actor: Actor, user: User) -> Verdict:
    """The account itself is nobody's who answers for a part of the person's customers only."""
    if not (verdict := _may_reach(actor, user)).allowed:
        return verdict
    return _is_of_own_teams(actor, user)


def _is_of_own_teams(actor: Actor, user: User) -> Verdict:
    """Ended connections count too, as where a sheet of people comes in. One query for a member of a
    team, none where the person was read with `UserQuerySet.told_if_shared`."""
    mine = of_teams(actor, "customer__") if actor.is_staff else None
    if mine is None:
        return ALLOWED
    elsewhere: bool | None = getattr(user, "is_of_other_teams", None)
    if elsewhere is None:
        elsewhere = user.memberships.exclude(mine).exists()
    return OF_OTHER_TEAMS if elsewhere else ALLOWED


def _may_reach(actor: Actor, user: User) -> Verdict:
    if user.erased_at is not None:
        return ERASED
    if user.staff_role:
        return ALLOWED if actor.has(Perm.STAFF_STAFF_CHANGE) else NO_RIGHT
    if actor.has(Perm.STAFF_USER_CHANGE):
        return ALLOWED
    if actor.membership is None or not actor.has(Perm.GROUP_ADMINISTER):
        return NO_RIGHT
    theirs = [m.customer for m in user.memberships.select_related("customer__main_group")]
    inside = [same_organisation(actor.membership.customer, customer) for customer in theirs]
    if not any(inside):
        return NO_RIGHT
    return ALLOWED if all(inside) else ELSEWHERE


def may_administer(actor: Actor, customer: Customer) -> Verdict:
    """Memberships, roles, chains and limits at this customer: staff or its administrator."""
    if actor.has(Perm.STAFF_USER_CHANGE):
        return ALLOWED if actor.sight.covers(customer) else OTHER_TEAM
    if actor.membership is None or not actor.has(Perm.GROUP_ADMINISTER):
        return NO_RIGHT
    inside = same_organisation(actor.membership.customer, customer)
    return ALLOWED if inside else NO_RIGHT


def may_keep_addresses(actor: Actor, customer: Customer) -> Verdict:
    """Addresses of one's own, where the customer lets people write theirs; by oneself alone."""
    if actor.membership is None or actor.membership.customer_id != customer.pk:
        return NO_RIGHT
    if actor.is_acting:
        return ACTING_ON_ADDRESSES
    if not customer.free_delivery_address:
        reason = _("Things are sent only to the addresses that your organisation has chosen.")
        return Refused(reason, "register_only")
    return ALLOWED


def may_tidy_addresses(actor: Actor) -> Verdict:
    """Which address is suggested to oneself, and taking away one's own: always, by oneself."""
    if actor.membership is None:
        return NO_RIGHT
    return ACTING_ON_ADDRESSES if actor.is_acting else ALLOWED


def may_import_users(actor: Actor) -> Verdict:
    """Staff, and administrators inside their own organisation: each row is judged besides."""
    if actor.has(Perm.STAFF_USER_CHANGE):
        return ALLOWED
    inside = actor.membership is not None and actor.has(Perm.GROUP_ADMINISTER)
    return ALLOWED if inside else NO_RIGHT


def may_change_customers(actor: Actor) -> Verdict:
    """Customers' cards, groups, terms and prices belong to staff."""
    return ALLOWED if actor.has(Perm.STAFF_CUSTOMER_CHANGE) else NO_RIGHT


def may_change_segments(actor: Actor) -> Verdict:
    """Staff who see every customer: a segment reaches over all of them."""
    if not actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return NO_RIGHT
    return ALLOWED if actor.team_ids is None else ALL_TEAMS


def may_add_customer(actor: Actor) -> Verdict:
    """Staff who would see it afterwards."""
    if not actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return NO_RIGHT
    return ALLOWED if actor.team_ids is None or actor.team_ids else TEAMLESS


def may_change_customer(actor: Actor, customer: Customer) -> Verdict:
    """Staff, those of their own teams' (N-32): asked under the customer's lock, since it may have
    gone to another team meanwhile. `customer` has its main group loaded, else one query."""
    if not actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return NO_RIGHT
    return ALLOWED if actor.sight.covers(customer) else OTHER_TEAM


def may_change_group(actor: Actor, group: CustomerGroup) -> Verdict:
    """Staff, while every customer in it, as main group or a further one, is of their teams.

    Two queries for a member of a team.
    """
    if not actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return NO_RIGHT
    return ALLOWED if sees_whole_group(actor, group) else SHARED_GROUP


def may_set_field_rules(
    actor: Actor, group: CustomerGroup | None, customer: Customer | None
) -> Verdict:
    """Of a customer or a group whoever changes it; of the shop staff administrators."""
    if customer is not None:
        return may_change_customer(actor, customer)
    if group is not None:
        return may_change_group(actor, group)
    return ALLOWED if actor.has(Perm.STAFF_SETTINGS) else NO_RIGHT


def sees_whole_group(actor: Actor, group: CustomerGroup) -> bool:
    """Whether no customer in the group is another team's. Two queries for a member of a team."""
    mine = of_teams(actor)
    if mine is None:
        return True
    return not (
        group.customers.exclude(mine).exists() or group.further_customers.exclude(mine).exists()
    )


def may_see_chains(actor: Actor, group: CustomerGroup) -> Verdict:
    """They run through the whole organisation, and tell of everyone in it. Two queries for a member
    of a team."""
    return ALLOWED if sees_whole_group(actor, group) else SHARED_CHAINS


def may_change_teams(actor: Actor) -> Verdict:
    """Who sees what is for staff administrators to say, never while logged in as somebody."""
    return ALLOWED if actor.has(Perm.STAFF_TEAM_CHANGE) else NO_RIGHT


def may_be_in_team(user: User) -> Verdict:
    """Sales staff: an administrator sees every customer anyway."""
    if user.staff_role == StaffRole.SALES and user.is_active:
        return ALLOWED
    return Refused(_("Only active sales staff are in a sales team."), "not_sales")


def may_set_approval_rules(actor: Actor, group: CustomerGroup) -> Verdict:
    """Staff who change customers, and the administrators of an organisation in their own."""
    if actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return may_change_group(actor, group)
    if actor.membership is None or not actor.has(Perm.GROUP_ADMINISTER):
        return NO_RIGHT
    own = group.is_organisation and actor.membership.customer.main_group_id == group.pk
    return ALLOWED if own else NO_RIGHT


def may_add_document(actor: Actor, owner: Customer | CustomerGroup) -> Verdict:
    """Staff, and the administrator of the organisation that it is for (A-39).

    A commercial group, such as 'B2B', is the shop's to write to.
    """
    if actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        if isinstance(owner, Customer):
            return may_change_customer(actor, owner)
        return may_change_group(actor, owner)
    if actor.membership is None or not actor.has(Perm.GROUP_ADMINISTER):
        return NO_RIGHT
    own = actor.membership.customer
    if isinstance(owner, Customer):
        return ALLOWED if same_organisation(own, owner) else NO_RIGHT
    inside = owner.is_organisation and owner.pk == own.main_group_id
    return ALLOWED if inside else NO_RIGHT


def may_change_site(actor: Actor, owner: Customer | CustomerGroup) -> Verdict:
    """Who opens, changes and closes a customer site: staff who may change its customers' prices."""
    if isinstance(owner, Customer):
        return may_change_customer(actor, owner)
    return may_change_group(actor, owner)


def may_change_document(actor: Actor, document: Document) -> Verdict:
    """Rename or delete: staff; an administrator those that the organisation put there itself.

    `document` has its owner loaded, with the customer's main group.
    """
    if document.is_from_shop and not actor.has(Perm.STAFF_CUSTOMER_CHANGE):
        return Refused(_("The shop looks after this document."), "from_shop")
    return may_add_document(actor, document.owner)


def may_delete_group(actor: Actor, group: CustomerGroup) -> Verdict:
    """Never while goods, prices or methods name the group: what is limited to it would open to all.

    Costs a query for each kind of thing that can name a group.
    """
    if not (verdict := may_change_group(actor, group)).allowed:
        return verdict
    if group.is_built_in:
        return Refused(_("This group belongs to the shop and stays."), "built_in")
    if group.customers.exists():
        return Refused(_("Customers have this as their main group. Move them first."), "in_use")
    if group.documents.exists() or is_named_above(group):
        return Refused(_("Prices, goods or documents are connected to this group."), "in_use")
    return ALLOWED
