"""The menus of the shop: a user's own pages. The group administrator's stands beside it."""

from django.utils.translation import gettext_lazy as _

from core.access.menu import MenuGroup, MenuItem, visible_items
from customers.actors import Actor


def my_menu(
    actor: Actor, path: str, *, approvals_waiting: int = 0, is_affiliate: bool = False
) -> list[MenuGroup]:
    """The groups of My pages that `actor` may open; none for a stranger. No query."""
    if actor.is_anonymous:
        return []
    own: tuple[MenuItem, ...] = (
        MenuItem(_("Overview"), "my:overview", "person", exact=True),
        MenuItem(_("Orders"), "my:order-list", "inbox"),
        MenuItem(_("Approvals"), "my:approval-list", "check2-square", approvals_waiting),
        MenuItem(_("Away"), "my:absence-list", "clock"),
        MenuItem(_("Lists"), "my:lists", "bookmark"),
        MenuItem(_("Bought before"), "my:bought", "clock-history"),
        MenuItem(_("Delivery addresses"), "my:address-list", "geo-alt"),
        MenuItem(_("Purchase limit"), "my:limit", "speedometer2"),
        MenuItem(_("Points"), "my:points", "star"),
        MenuItem(_("What is agreed"), "my:agreed", "file-earmark-text"),
        MenuItem(_("Documents"), "my:document-list", "files"),
        MenuItem(_("Security"), "my:security", "shield-check"),
    )
    if is_affiliate:
        own = (*own, MenuItem(_("Affiliate"), "my:affiliate", "link-45deg"))
    groups = [MenuGroup("", visible_items(actor, own, path=path))]
    for_all = (
        MenuItem(_("Users"), "my:colleague-list", "people"),
        MenuItem(_("Approval chains"), "my:group-chains", "diagram-3"),
        MenuItem(_("All orders"), "my:group-order-list", "inbox"),
        MenuItem(_("Statistics"), "my:statistics", "bar-chart"),
        MenuItem(_("Delivery addresses"), "my:group-address-list", "geo-alt"),
        MenuItem(_("Documents"), "my:group-document-list", "files"),
        MenuItem(_("Import users"), "my:import-list", "upload"),
    )
    if ours := visible_items(actor, for_all, path=path):
        groups.append(MenuGroup(_("Your organisation"), ours))
    return groups
