"""Chainable questions about who buys; `visible_to(actor)` is the border nobody crosses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from customers.teams import of_teams

if TYPE_CHECKING:
    from customers.actors import Actor
    from customers.models import (
        Address,
        Customer,
        CustomerGroup,
        Document,
        Membership,
        SalesTeam,
        User,
    )
else:
    Address = Customer = CustomerGroup = Document = Membership = SalesTeam = User = Any

MOST_WORDS = 6


@dataclass(frozen=True)
class Way:
    """One reason why somebody sees rows, and which rows it opens."""

    why: Text
    rows: Q


def in_organisation(customer: "Customer", prefix: str = "") -> Q:
    """Rows whose customer (at `prefix`) belongs to the organisation of `customer`.

    Organisation = the main group if its kind is organisation, else the customer by itself: the
    border that no administrator, chain or acting-as ever crosses (DESIGN §2, A-02).
    """
    if customer.main_group.is_organisation:
        return Q(**{f"{prefix}main_group_id": customer.main_group_id})
    return Q(**{f"{prefix}pk": customer.pk})


def _administered_by(actor: "Actor", prefix: str) -> Q:
    """What a group administrator reaches; nothing for anyone else."""
    if actor.membership is None or not actor.membership.is_group_admin:
        return Q(pk__in=[])
    return in_organisation(actor.membership.customer, prefix)


def words_in(text: str) -> list[str]:
    """The words that a search asks for, no more than a person would write.

    Each is looked for in a question of its own: joined in one, the people of a customer would be
    multiplied by themselves for every word, and a pasted sentence would never be answered.
    """
    return text.split()[:MOST_WORDS]


class UserQuerySet(QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def visible_to(self, actor: "Actor") -> "UserQuerySet":
        """Staff see the people of their teams' customers, an administrator the organisation's.

        Everyone sees themselves. People without any customer are for staff who see all.
        """
        if actor.is_staff:
            mine = of_teams(actor, "customer__")
            if mine is None:
                return self
            there = self._seats().filter(mine).values("user")
            return self.filter(Q(pk=actor.user_id) | Q(pk__in=there))
        members = _administered_by(actor, "memberships__customer__")
        return self.filter(Q(pk=actor.user_id) | members).distinct()

    def told_if_shared(self, actor: "Actor") -> "UserQuerySet":
        """For a member of a sales team each with `is_of_other_teams`: whether any connection, ended
        ones too, is to a customer of others. What the policies then ask costs no query."""
        mine = of_teams(actor, "customer__") if actor.is_staff else None
        if mine is None:
            return self
        others = self._seats().filter(user=OuterRef("pk")).exclude(mine)
        found: UserQuerySet = self.annotate(is_of_other_teams=Exists(others))
        return found

    def _seats(self) -> Any:
        seats: Any = self.model._meta.get_field("memberships").related_model
        return seats._base_manager.all()


class CustomerQuerySet(QuerySet["Customer"]):
    def active(self) -> "CustomerQuerySet":
        return self.filter(is_active=True)

    def visible_to(self, actor: "Actor") -> "CustomerQuerySet":
        """Staff see their teams' (N-32), an administrator the organisation, a member their own."""
        if actor.is_staff:
            return self._of_teams(actor)
        if actor.membership is None:
            return self.none()
        return self.filter(Q(pk=actor.membership.customer_id) | _administered_by(actor, ""))

    def _of_teams(self, actor: "Actor") -> "CustomerQuerySet":
        mine = of_teams(actor)
        return self if mine is None else self.filter(mine)


class CustomerGroupQuerySet(QuerySet["CustomerGroup"]):
    def visible_to(self, actor: "Actor") -> "CustomerGroupQuerySet":
        """Every commercial group by its name, and the organisations that one's teams deal with.

        Staff who see every customer see every group; who is no staff, their own.
        """
        if actor.is_staff:
            if actor.team_ids is None:
                return self
            given = Q(sales_team__in=sorted(actor.team_ids))
            return self.filter(Q(kind="commercial") | given | Q(pk__in=self._with_some(actor)))
        return self.filter(pk__in=actor.group_ids)

    def with_customers_of(self, actor: "Actor") -> "CustomerGroupQuerySet":
        """Those that hold a customer of the actor's teams, as main group or a further one."""
        if actor.team_ids is None:
            return self
        return self.filter(pk__in=self._with_some(actor))

    def _with_some(self, actor: "Actor") -> QuerySet[Any, Any]:
        mine = of_teams(actor, "customer__")
        customers: Any = self.model._meta.get_field("customers").related_model
        among = customers._base_manager.filter(of_teams(actor) or Q()).order_by()
        further = customers.further_groups.through._base_manager.filter(mine or Q()).order_by()
        found: QuerySet[Any, Any] = among.values("main_group")
        return found.union(further.values("customergroup"))


class SalesTeamQuerySet(QuerySet["SalesTeam"]):
    def visible_to(self, actor: "Actor") -> "SalesTeamQuerySet":
        """One's own; all for staff who see every customer."""
        if not actor.is_staff:
            return self.none()
        ids = actor.team_ids
        return self if ids is None else self.filter(pk__in=ids)


class MembershipQuerySet(QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        """In force: membership, person and customer are all active."""
        return self.filter(is_active=True, user__is_active=True, customer__is_active=True)

    def visible_to(self, actor: "Actor") -> "MembershipQuerySet":
        if actor.is_staff:
            mine = of_teams(actor, "customer__")
            return self if mine is None else self.filter(mine | Q(user_id=actor.user_id))
        return self.filter(Q(user_id=actor.user_id) | _administered_by(actor, "customer__"))

    def in_organisation_of(self, customer: "Customer") -> "MembershipQuerySet":
        return self.filter(in_organisation(customer, "customer__"))

    def approvers(self) -> "MembershipQuerySet":
        return self.active().filter(is_approver=True)

    def with_people(self) -> "MembershipQuerySet":
        return self.select_related("user", "customer", "customer__main_group")


class AddressQuerySet(QuerySet["Address"]):
    def register(self) -> "AddressQuerySet":
        """The customers' own, for everyone there; without what people keep for themselves."""
        return self.filter(membership__isnull=True)

    def delivery(self) -> "AddressQuerySet":
        """The register, but for where invoices go."""
        return self.register().filter(is_invoice=False)

    def choosable_by(self, membership: "Membership") -> "AddressQuerySet":
        """Where this person may have things sent; `membership` has its customer loaded.

        The register of the customer, and the person's own where addresses may be written.
        """
        found = Q(membership__isnull=True, is_invoice=False)
        if membership.customer.free_delivery_address:
            found |= Q(membership_id=membership.pk)
        return self.filter(found, customer_id=membership.customer_id)

    def matching(self, text: str) -> "AddressQuerySet":
        """By part of recipient, attention, street, postal code or city."""
        found = self
        for word in words_in(text):
            found = found.filter(
                Q(name__icontains=word)
                | Q(attention__icontains=word)
                | Q(street__icontains=word)
                | Q(postal_code__icontains=word)
                | Q(city__icontains=word)
            )
        return found


class DocumentQuerySet(QuerySet["Document"]):
    def on(self, customer: "Customer") -> "DocumentQuerySet":
        """The customer's own and those of its main and further groups, hidden ones too."""
        return self.filter(self._on(customer))

    @staticmethod
    def _on(customer: "Customer") -> Q:
        groups = Q(group_id=customer.main_group_id)
        groups |= Q(group__in=customer.further_groups.values("pk"))
        return Q(customer_id=customer.pk) | groups

    def shown(self) -> "DocumentQuerySet":
        return self.filter(is_visible_to_customer=True)

    def visible_to(self, actor: "Actor") -> "DocumentQuerySet":
        """Whatever one of `ways_to_see` opens; to others than staff only what is shown."""
        ways = self.ways_to_see(actor)
        if not ways:
            return self.none()
        seen = self if actor.is_staff else self.shown()
        return seen.filter(reduce(or_, (way.rows for way in ways)))

    def ways_to_see(self, actor: "Actor") -> Sequence[Way]:
        """What opens documents to the actor, and which.

        Staff see those of their teams' customers and of the groups these are in; a member what
        is shown on the customer and its groups; an administrator also what is shown on the
        organisation's other customers.
        """
        if actor.is_staff:
            mine = of_teams(actor, "customer__")
            if mine is None:
                return [Way(_("Staff who see every customer"), Q())]
            groups: Any = self.model._meta.get_field("group").related_model
            held = groups.objects.with_customers_of(actor).values("pk")
            in_teams = _("Staff, of their sales teams' customers and their groups")
            return [Way(in_teams, mine | Q(group__in=held))]
        if actor.membership is None:
            return []
        customer = actor.membership.customer
        ways = [Way(_("Shown on the customer they buy for, or on its groups"), self._on(customer))]
        if actor.membership.is_group_admin:
            inside = in_organisation(customer, "customer__")
            ways.append(Way(_("Administrator of the document's organisation"), inside))
        return ways

    def matching(self, text: str) -> "DocumentQuerySet":
        """By part of the title or of the file's name."""
        found = self
        for word in words_in(text):
            found = found.filter(Q(title__icontains=word) | Q(file_name__icontains=word))
        return found
