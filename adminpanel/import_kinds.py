"""What can be imported in the back office: each kind's Importer, with its words and its form."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from adminpanel.forms.imports import StaffUserImportForm
from catalogue.services.import_assortments import AssortmentImport
from catalogue.services.import_categories import CategoryImport
from catalogue.services.import_prices import PriceImport
from catalogue.services.import_products import ProductImport
from catalogue.services.import_stock import StockImport
from core.access.menu import may_open
from core.import_pages.desk import FollowUp, ImportKind, kinds_by_name
from core.imports.jobs import counts_of
from core.models import ImportJob
from core.reasons import say
from customers.group_connection import key_of_cuts
from customers.selectors.connecting import chains_cut_by_moving, group_to_join
from customers.selectors.imports import activations_of
from customers.services.connect_groups import GroupConnection, Place
from customers.services.import_addresses import AddressImport
from customers.services.import_customers import CustomerImport
from customers.services.import_groups import GroupImport, SegmentImport
from customers.services.import_users import UserImport


def _links_of_users(actor: Any, job: ImportJob) -> Sequence[FollowUp]:
    """How many get a link to choose a password, and the way to mail the rest one."""
    found = []
    if queued := activations_of(job):
        said = say(_("Activation mails queued: %(count)s."), count=queued)
        found.append(FollowUp(said))
    if job.counts.get("create") and may_open(actor, "staff:notice-new"):
        found.append(
            FollowUp(
                _("Those created can get a mail with a link to choose a password."),
                f"{reverse('staff:notice-new')}?import={job.pk}",
                _("Send password notice"),
            )
        )
    return found


def _weigh_prices(actor: Any, job: ImportJob) -> Sequence[FollowUp]:
    """The way to who would pay more and less, while something would change."""
    if not counts_of(job).writes or not may_open(actor, "staff:import-list"):
        return ()
    text = _("See who would pay more and who less before you apply it.")
    url = reverse("staff:import-price-impact", args=[job.pk])
    return (FollowUp(text, url, _("See the impact")),)


def _weigh_moves(actor: Any, job: ImportJob) -> Sequence[FollowUp]:
    """How many approval chains the moves cut, and the way to which, and to a yes."""
    group = group_to_join(actor, job.options.get("group"))
    if group is None or job.options.get("place") != Place.MAIN:
        return ()
    cut = chains_cut_by_moving(group, (job.plan or {}).get("keys", {}).get("wanted", ()))
    if not cut:
        return ()
    count = len(cut)
    if job.options.get("cut_chains") == key_of_cuts(link.ends for link in cut):
        told = ngettext_lazy(
            "It cuts %(count)s approval chain.", "It cuts %(count)s approval chains.", count
        )
    else:
        told = ngettext_lazy(
            "Moving all of them would cut %(count)s approval chain.",
            "Moving all of them would cut %(count)s approval chains.",
            count,
        )
    url = reverse("staff:group-connect-breaks", args=[job.pk])
    return (FollowUp(say(told, count=count), url, _("See what it breaks")),)


# Buyers, then goods, each after what it leans on. Another kind is another entry.
KINDS = kinds_by_name(
    ImportKind(
        importer=GroupImport,
        label=_("Customer groups"),
        title=_("Import customer groups"),
        help=_("Groups with their kind, discount and approval rules. One row a group."),
        undo=_("Groups that customers have joined since stay."),
        icon="diagram-3",
    ),
    ImportKind(
        importer=SegmentImport,
        label=_("Segments"),
        title=_("Import segments"),
        help=_("Which customers and groups a segment holds. One row for each that it holds."),
        undo=_("Segments that prices or agreements lean on since stay."),
        icon="intersect",
    ),
    ImportKind(
        importer=CustomerImport,
        label=_("Customers"),
        title=_("Import customers"),
        help=_("Companies, their groups and terms. One row a customer."),
        undo=_("Customers that somebody has used since stay."),
        icon="building",
    ),
    ImportKind(
        importer=GroupConnection,
        label=_("Connect to a group"),
        title=_("Connect customers to a group"),
        help=_("Customers that get a main group or a further one. One row a customer."),
        undo=_("Chains that the move cut are joined again."),
        icon="diagram-3",
        to_weigh=_weigh_moves,
        has_card=False,
    ),
    ImportKind(
        importer=AddressImport,
        label=_("Addresses"),
        title=_("Import addresses"),
        help=_("Where customers have their goods delivered. One row an address."),
        undo=_("They can no longer be chosen in the checkout."),
        icon="geo-alt",
    ),
    ImportKind(
        importer=UserImport,
        label=_("Users"),
        title=_("Import users"),
        help=_("People, roles, approval chains and purchase limits. One row a connection."),
        undo=_("Those it created go, with the links mailed to them; the rest is as before."),
        form=StaffUserImportForm,
        advice=(
            _("The next approver is an e-mail address, also of somebody further down in the file."),
        ),
        icon="people",
        follow_ups=_links_of_users,
    ),
    ImportKind(
        importer=CategoryImport,
        label=_("Categories"),
        title=_("Import categories"),
        help=_("The tree, and who sees which part of it. One row a category."),
        undo=_("Categories that hold goods since stay."),
        icon="folder",
    ),
    ImportKind(
        importer=ProductImport,
        label=_("Products"),
        title=_("Import products"),
        help=_("Goods with category, list price and facts. One row a version."),
        undo=_("Goods that somebody has bought or saved since stay."),
        icon="box-seam",
        is_priced=True,
    ),
    ImportKind(
        importer=PriceImport,
        label=_("Prices"),
        title=_("Import prices"),
        help=_("Price lists and whom they are for. One row a price from a quantity."),
        undo=_("The prices from before hold again; orders already placed keep theirs."),
        icon="tag",
        is_priced=True,
        to_weigh=_weigh_prices,
    ),
    ImportKind(
        importer=AssortmentImport,
        label=_("Agreement assortments"),
        title=_("Import agreement assortments"),
        help=_("What is agreed with whom, at which price. One row an article in an agreement."),
        undo=_("Their contract prices stop; orders already placed keep theirs."),
        icon="patch-check",
        is_priced=True,
    ),
    ImportKind(
        importer=StockImport,
        label=_("Stock"),
        title=_("Import stock"),
        help=_("How many there are of each version. One row a version."),
        undo=_("Nothing is created by an import of stock."),
        icon="layers",
    ),
)
