"""Users from a spreadsheet: people, roles, chains and limits in one file (N-14, N-15, U-05)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from secrets import token_hex
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from core.exchange.mapping import ColumnMapping, FixedValue
from core.exchange.matching import RowValues
from core.exchange.plan import PlanRow
from core.exchange.sheet import Sheet
from core.exchange.values import fold
from core.imports.contract import FileRows, Importer, Progress
from core.imports.touched import Touched
from core.reasons import ALLOWED, Refused, Text, Verdict
from customers.access import Perm
from customers.actors import Actor
from customers.field_rules import USERS
from customers.models import (
    AccountEvent,
    Customer,
    Membership,
    NoticeRecipient,
    PurchaseLimit,
    User,
    UserSales,
    UserSalesAt,
)
from customers.policies import may_import_users, same_organisation
from customers.selectors.field_rules import asked_in, rules_of
from customers.selectors.shop import personal_in_use, shop_settings
from customers.selectors.user_import import customers_numbered, seats_of, user_facts
from customers.services.chains import lock_organisation
from customers.services.notices import queue_activations
from customers.services.staff_import import team_keys, teams_of
from customers.services.undo_users import gone_outside, taking_the_last
from customers.sheets import needing, user_sheet
from customers.user_import.edits import Ids
from customers.user_import.facts import Options, Rights
from customers.user_import.planner import named_in, plan_users
from customers.user_import.undo import unfit_seats

_TOLD_EVERY = 2_000


class UserImport(Importer[Actor]):
    """Keyed by e-mail and customer number; a group administrator stays inside the organisation."""

    name = "users"
    models = (User, Membership, PurchaseLimit)
    derived = (AccountEvent, NoticeRecipient, UserSales, UserSalesAt)

    def may(self) -> Verdict:
        return may_import_users(self.actor)

    def may_undo(self, applied_by_id: int | None) -> Verdict:
        """It may hold what only a staff administrator could apply."""
        is_staff = self.actor.has(Perm.STAFF_USER_CHANGE)
        mine = applied_by_id is not None and applied_by_id == self.actor.user_id
        if not is_staff or mine or self.actor.has(Perm.STAFF_STAFF_CHANGE):
            return ALLOWED
        return Refused(
            _("Whoever applied this, or a staff administrator, takes it back."), "others"
        )

    def sheet(self) -> Sheet:
        shop = shop_settings()
        by_staff = self.actor.has(Perm.STAFF_USER_CHANGE)
        sheet = user_sheet(shop.currency, personal_in_use(shop) if by_staff else ())
        if shop.has_exact_field_rules:  # each row is asked for what its own customer needs
            return sheet
        return needing(sheet, rules_of(shop).by_the_shop(USERS))

    def mapping(self, headings: Sequence[str]) -> ColumnMapping:
        """A file without customer numbers is for the customer chosen at the upload."""
        chosen = super().mapping(headings)
        number = str(self.options.get("customer_number", ""))
        column = self.sheet().column("customer_number")
        if not number or column is None or any(m.column == column.key for m in chosen.columns):
            return chosen
        known = {fold(name) for name in column.names()}
        if any(fold(heading) in known for heading in headings):
            return chosen
        fixed = (*chosen.fixed, FixedValue(column.key, number))
        return ColumnMapping(chosen.columns, fixed, chosen.ignored)

    def lock(self, keys: Mapping[str, Any]) -> None:
        if keys["customers"]:
            lock_organisation(*keys["customers"])

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        return (
            asked_in(USERS),
            seats_of(keys["customers"]),
            *teams_of(keys, keys["customers"]),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rows = list(file.rows)
        rights = self._rights()
        numbers = named_in(rows, "customer_number")
        customers = customers_numbered(numbers)
        if rights.is_inside_only:
            customers = self._inside(customers)
        self.keys = {"customers": sorted(customer.pk for customer in customers.values())}
        self.keys |= team_keys(self.actor)
        emails = named_in(rows, "email", "next_approver")
        within = Customer.objects.visible_to(self.actor) if rights.is_of_team else None
        facts = user_facts(emails, customers, rights, within)
        planned = plan_users(
            _given_away(rows),
            match=file.match,
            facts=facts,
            options=Options.from_json(self.options),
            ids=self._new_ids(),
        )
        total = len(rows)
        for done in range(0, total, _TOLD_EVERY):
            progress(done, total)
            yield from islice(planned, _TOLD_EVERY)

    def _rights(self) -> Rights:
        user = self.actor.user
        is_staff = self.actor.has(Perm.STAFF_USER_CHANGE)
        is_of_team = is_staff and self.actor.team_ids is not None
        return Rights(
            own=user.email.lower() if user else "",
            is_inside_only=is_of_team or not is_staff,
            is_of_team=is_of_team,
            changes_staff=self.actor.has(Perm.STAFF_STAFF_CHANGE),
        )

    def _inside(self, customers: Mapping[str, Customer]) -> dict[str, Customer]:
        """Those of the administrator's own organisation, or of the sales person's teams; the
        others do not exist for them."""
        if self.actor.has(Perm.STAFF_USER_CHANGE):
            covers = self.actor.sight.covers
            return {number: each for number, each in customers.items() if covers(each)}
        if self.actor.customer is None:
            return {}
        own = self.actor.customer
        return {number: each for number, each in customers.items() if same_organisation(own, each)}

    def _new_ids(self) -> Ids:
        return Ids(
            user=lambda: self.ids.next(User),
            membership=lambda: self.ids.next(Membership),
            limit=lambda: self.ids.next(PurchaseLimit),
            unusable_password=_unusable_password,
        )

    def settle(self, touched: Touched) -> None:
        """Whoever became inactive is out at once; new people get their link when it was chosen."""
        closed = [pk for pk, _old, new in touched.changed(User, "is_active") if not new]
        User.objects.filter(pk__in=closed).update(session_epoch=F("session_epoch") + 1)
        if not touched.is_undo:
            wanted = list(dict.fromkeys(data["activate"] for data in touched.data()))
            if wanted:
                queue_activations(actor=self.actor, user_ids=wanted)

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        customer_ids = touched.values_of(Membership, "customer_id")
        seats = set(touched.ids(Membership, inserted=False))
        customer_ids |= set(
            Membership.objects.filter(pk__in=seats).values_list("customer_id", flat=True)
        )
        return {
            **unfit_seats(seats_of(customer_ids), seats),
            **taking_the_last(self.actor, touched),
            **gone_outside(self.actor, touched),
        }


def _unusable_password() -> str:
    """As Django's `make_password(None)`, which takes forty draws of a letter."""
    return UNUSABLE_PASSWORD_PREFIX + token_hex(20)


def _given_away(rows: list[RowValues]) -> Iterator[RowValues]:
    """The rows one by one, each forgotten here: whoever takes it keeps what it needs."""
    rows.reverse()
    while rows:
        yield rows.pop()
