"""The rail of the back office: four groups, each entry asking its route who may open it."""

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from core.access.menu import MenuGroup, MenuItem, visible_items
from core.reasons import Text
from customers.actors import Actor
from orders.selectors.staff import WorkCounts


def staff_menu(actor: Actor, path: str, work: WorkCounts) -> list[MenuGroup]:
    """The groups that `actor` may open, without the empty ones. No query."""
    found = [
        MenuGroup(label, visible_items(actor, _existing(items), path=path))
        for label, items in _groups(work)
    ]
    return [group for group in found if group.items]


def _groups(work: WorkCounts) -> Sequence[tuple[Text, Sequence[MenuItem]]]:
    return (
        (
            _("Sell"),
            (
                MenuItem(_("Dashboard"), "staff:home", "speedometer2", exact=True),
                MenuItem(_("Orders"), "staff:order-list", "inbox", work.to_process),
                MenuItem(
                    _("Awaiting approval"),
                    "staff:order-list",
                    "hourglass-split",
                    work.waiting,
                    query="?view=waiting",
                ),
            ),
        ),
        (
            _("Buyers"),
            (
                MenuItem(_("Customer profiles"), "staff:buyers", "person-gear"),
                MenuItem(
                    _("Customers"),
                    "staff:customer-list",
                    "building",
                    also=("/staff/discount-impact/customer/",),
                ),
                MenuItem(_("Users"), "staff:user-list", "people"),
                MenuItem(
                    _("Customer groups"),
                    "staff:group-list",
                    "diagram-3",
                    also=("/staff/discount-impact/group/",),
                ),
                MenuItem(_("Segments"), "staff:segment-list", "intersect"),
                MenuItem(_("Documents"), "staff:document-all", "files"),
                MenuItem(
                    _("Applications"),
                    "staff:application-list",
                    "file-earmark-text",
                    work.applications,
                ),
                MenuItem(_("Sales teams"), "staff:team-list", "person-badge"),
                MenuItem(_("Points"), "staff:points-list", "star"),
                MenuItem(_("Affiliates"), "staff:affiliate-list", "link-45deg"),
            ),
        ),
        (
            _("Catalogue"),
            (
                MenuItem(
                    _("Products"), "staff:product-list", "box-seam", also=("/staff/variants/",)
                ),
                MenuItem(
                    _("Categories"), "staff:category-list", "folder", also=("/staff/filters/",)
                ),
                MenuItem(_("Price lists"), "staff:price-list-list", "tag"),
                MenuItem(
                    _("Pricing tiers"),
                    "staff:pricing-tier-list",
                    "layers",
                    also=("/staff/discount-impact/tier/",),
                ),
                MenuItem(_("Past prices"), "staff:past-price", "clock-history"),
                MenuItem(_("Assortments"), "staff:assortment-list", "patch-check"),
            ),
        ),
        (
            _("Run"),
            (
                MenuItem(_("Imports"), "staff:import-list", "upload"),
                MenuItem(_("Exports"), "staff:export-list", "download"),
                MenuItem(_("History"), "staff:history-list", "clock-history"),
                MenuItem(_("Permissions"), "staff:permission-question", "shield-check"),
                MenuItem(_("Mail log"), "staff:mail-list", "envelope"),
                MenuItem(_("Newsletters"), "staff:campaign-list", "send"),
                MenuItem(_("Settings"), "staff:settings", "gear"),
            ),
        ),
    )


def _existing(items: Sequence[MenuItem]) -> Sequence[MenuItem]:
    """Areas of the back office that are not built yet have no entry."""
    return [item for item in items if _exists(item.url_name)]


def _exists(url_name: str) -> bool:
    try:
        reverse(url_name)
    except NoReverseMatch:
        return False
    return True
