"""Customers from a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, PlanRow, refuse_duplicates
from core.exchange.sheet import Sheet
from core.imports.contract import FileRows, Progress
from core.imports.touched import Touched
from core.reasons import Text
from customers.card_import import Known
from customers.customer_import import (
    CUSTOMER,
    CustomerFact,
    CustomerFacts,
    CustomerState,
    Ids,
    plan_customers,
)
from customers.discounts import floor_in_words
from customers.field_rules import CUSTOMERS
from customers.freight_accounts import ACCOUNT
from customers.models import Customer, CustomerGroup, PricingTier, ShipperAccount
from customers.models.customer import pass_customer_number
from customers.org_number_warnings import ABOUT, OrgNumbers
from customers.policies import OTHER_TEAM, same_organisation
from customers.selectors.customer_import import (
    FURTHER_GROUP,
    among,
    chained_across,
    chains_across,
    customer_facts,
    customers_numbered,
    group_percents,
    groups_by_name,
    highest_number,
    org_number_holders,
    organisations,
    tier_percents,
    tiers_by_name,
)
from customers.selectors.field_rules import asked_in, rules_of
from customers.selectors.shop import shop_settings
from customers.services.chains import lock_organisation
from customers.services.staff_import import (
    StaffImport,
    gone_to_others,
    lock_rows,
    parts_of,
    seen_of,
    team_keys,
    teams_of,
    texts_in,
)
from customers.sheets import customer_sheet, needing

_CARD = (
    *("id", "number", "name", "org_number", "vat_number", "country", "email", "phone"),
    *("main_group_id", "pricing_tier_id", "discount_percent", "allowed_outstanding"),
    *("website", "ape_code", "payment_days", "risk", "may_pay_on_account"),
    *("may_order_free_text", "free_delivery_address", "is_active"),
)

_MOST_NAMED = 10


class CustomerImport(StaffImport):
    """Keyed by customer number. A move that would cut approval chains is refused, not asked about.

    Price, visibility and access are read off the customer, so nothing follows for them.
    """

    name = "customers"
    models = (Customer, FURTHER_GROUP, ShipperAccount)

    def sheet(self) -> Sheet:
        shop = shop_settings()
        return needing(customer_sheet(shop.currency), rules_of(shop).by_the_shop(CUSTOMERS))

    def lock(self, keys: Mapping[str, Any]) -> None:
        """The borders moved over, on both sides, then the customers themselves.

        A chain joined meanwhile would be cut unseen.
        """
        if keys["moved"]:
            lock_rows(CustomerGroup, keys["borders"])
            lock_organisation(*keys["moved"])
        lock_rows(Customer, keys["changed"])

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        named = Customer.objects.filter(pk__in=among(keys["named"]))
        return (
            CustomerGroup.objects.values_list("id", "name", "discount_percent"),
            PricingTier.objects.values_list("id", "name", "discount_percent"),
            named.values_list(*_CARD),
            FURTHER_GROUP.objects.filter(customer__in=among(keys["named"])).values_list(),
            ShipperAccount.objects.filter(customer__in=among(keys["named"])).values_list(),
            customers_numbered(keys["new"]).values_list("id"),
            asked_in(CUSTOMERS),
            chains_across(keys["moved"]).values_list("id", "next_approver_id"),
            *teams_of(keys, keys["named"]),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        self.keys = {"named": [], "new": [], "changed": [], "moved": [], "borders": []}
        self.keys |= team_keys(self.actor)
        column = file.match.sheet.column("number")
        label = file.match.label_of(column) if column else ""
        planned = self._planned(list(file.rows), file.match, progress)
        doubled, numbered = [], []
        for row in refuse_duplicates(planned, column_label=label):
            self._remember(row)
            about_number = [caution.about.startswith(ABOUT) for caution in row.cautions]
            if any(about_number):
                numbered.append(row.row_number)
            if not all(about_number):
                doubled.append(row.row_number)
            yield row
        self._note_discounts(doubled)
        self._note_numbers(numbered)

    def _note_discounts(self, warned: Sequence[int]) -> None:
        """The rows that put a discount on top of another, told before anything is applied."""
        if not warned:
            return
        told = ngettext(
            "Row %(first)s puts a discount on top of another: look at it before you apply.",
            "%(count)s rows put a discount on top of another: look at rows %(first)s.",
            len(warned),
        ) % _count_and_first(warned)
        floor = floor_in_words(shop_settings().max_total_discount_percent)
        self.notes.append(f"{told} {floor}")

    def _note_numbers(self, warned: Sequence[int]) -> None:
        """The rows whose organisation number looks wrong or is another's; they can be applied."""
        if warned:
            told = ngettext(
                "The organisation number in row %(first)s is worth a look. It is kept as written.",
                "%(count)s organisation numbers are worth a look: rows %(first)s. They are kept as "
                "written.",
                len(warned),
            )
            self.notes.append(told % _count_and_first(warned))

    def _planned(
        self, rows: list[RowValues], match: HeadingMatch, progress: Progress
    ) -> Iterator[PlanRow]:
        groups, tiers = groups_by_name(self.actor), tiers_by_name()
        percents = group_percents(), tier_percents()
        bound, rules = chained_across(), rules_of(shop_settings())
        ids = Ids(
            customer=lambda: self.ids.next(Customer),
            link=lambda: self.ids.next(FURTHER_GROUP),
            account=lambda: self.ids.next(ShipperAccount),
        )
        numbers = OrgNumbers(organisations()) if shop_settings().b2b_mode else None
        for some in parts_of(rows, progress):
            customers = customer_facts(texts_in(some, "number"), bound)
            self.keys["named"] += [fact.id for fact in customers.all()]
            seen = seen_of(self.actor, (fact.id for fact in customers.all()))
            if numbers is not None:
                numbers.know(org_number_holders(self.actor, _numbers_in(some, customers)))
            facts = CustomerFacts(
                *(customers, groups, tiers, *percents, self.why_not(), seen),
                org_numbers=numbers,
                rules=rules,
            )
            yield from plan_customers(some, match=match, facts=facts, ids=ids)

    def _remember(self, row: PlanRow) -> None:
        for edit in row.edits:
            if edit.model == ACCOUNT and row.action is Action.UPDATE:
                # Whoever adds one on the card holds the customer, so this waits for them.
                self.keys["changed"].append((edit.after or edit.before or {})["customer_id"])
            if edit.model != CUSTOMER:
                continue
            if edit.before is None:
                self.keys["new"].append((edit.after or {})["number"])
                continue
            self.keys["changed"].append(edit.pk)
            if "main_group_id" in edit.before and edit.after:
                self.keys["moved"].append(edit.pk)
                for side in (edit.before, edit.after):
                    if side["main_group_id"] not in self.keys["borders"]:
                        self.keys["borders"].append(side["main_group_id"])

    def settle(self, touched: Touched) -> None:
        """The numbers that the shop gives go on after those that the file brought."""
        highest = highest_number(touched.ids(Customer, inserted=True))
        if highest and not touched.is_undo:
            pass_customer_number(highest)

    def unfit(self, touched: Touched) -> Mapping[tuple[str, int], Text]:
        """A move back is refused where a chain made since would be cut by it; what is another
        sales team's since stays."""
        moved = {pk for pk, _old, _new in touched.changed(Customer, "main_group_id")}
        found: dict[tuple[str, int], Text] = dict(self._gone_to_others(touched))
        chains = chains_across(moved).select_related(
            "customer__main_group", "next_approver__customer__main_group"
        )
        for membership in chains if moved else ():
            above = membership.next_approver
            if above and not same_organisation(membership.customer, above.customer):
                for pk in moved & {membership.customer_id, above.customer_id}:
                    found[CUSTOMER, pk] = _("Approval chains made since would be cut.")
        return found

    def _gone_to_others(self, touched: Touched) -> Iterator[tuple[tuple[str, int], Text]]:
        """Cards, further groups and freight accounts of customers that left the actor's teams."""
        if self.actor.team_ids is None:
            return
        owners = {(CUSTOMER, pk): pk for pk in touched.ids(Customer, inserted=False)}
        for model in (FURTHER_GROUP, ShipperAccount):
            held = touched.values_by_id(model, "customer_id")
            owners |= {(model._meta.label_lower, pk): owner for pk, owner in held.items()}
        back = Customer.objects.filter(pk__in=among(owners.values()))
        gone = set(gone_to_others(self.actor, back))
        for place, owner in owners.items():
            if owner in gone:
                yield place, OTHER_TEAM.reason


def _count_and_first(rows: Sequence[int]) -> dict[str, object]:
    """For a note: how many rows, and the first of them."""
    first = ", ".join(map(str, rows[:_MOST_NAMED]))
    return {"count": len(rows), "first": first if len(rows) <= _MOST_NAMED else f"{first} …"}


def _numbers_in(rows: Iterable[RowValues], known: Known[CustomerFact]) -> Iterator[tuple[str, str]]:
    """(country, organisation number) that the rows bring, in the countries that they may be of."""
    for row in rows:
        number, country = row.values.get("org_number"), row.values.get("country")
        [*found] = known.matching(str(row.values.get("number") or ""))
        if isinstance(number, str) or isinstance(country, str):
            kept = found[0].state if len(found) == 1 else CustomerState()
            yield (
                country if isinstance(country, str) else kept.country,
                number if isinstance(number, str) else kept.org_number,
            )
