"""The sections of My pages that the shop can leave out (U-25). Pure.

A page belongs to a section by `route(…, section=…)`: while the shop does not show it the page
answers 404 and no menu leads there. What was saved stays. Overview, orders, approvals and security
are nobody's to hide.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.reasons import Text


class Section(StrEnum):
    """Kept by these names in the shop's settings."""

    LISTS = "lists"
    BOUGHT = "bought"
    ADDRESSES = "addresses"
    LIMIT = "limit"
    AGREED = "agreed"
    DOCUMENTS = "documents"
    AWAY = "away"
    STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class SectionShown:
    """What a section is called in the menu, and what people do there."""

    section: Section
    name: Text
    does: Text


SECTIONS: tuple[SectionShown, ...] = (
    SectionShown(Section.LISTS, _("Lists"), _("Wish lists and saved carts.")),
    SectionShown(Section.BOUGHT, _("Bought before"), _("What was ordered, to order again.")),
    SectionShown(
        Section.ADDRESSES,
        _("Delivery addresses"),
        _("Addresses of one's own. In the checkout they can be chosen all the same."),
    ),
    SectionShown(
        Section.LIMIT,
        _("Purchase limit"),
        _("What is left, and what it went to. The limit itself holds all the same."),
    ),
    SectionShown(Section.AGREED, _("What is agreed"), _("Prices, terms and the assortment.")),
    SectionShown(
        Section.DOCUMENTS, _("Documents"), _("Files for the customer, also for administrators.")
    ),
    SectionShown(
        Section.AWAY, _("Away"), _("Approvers say when they are away, and who decides then.")
    ),
    SectionShown(
        Section.STATISTICS, _("Statistics"), _("What an organisation bought, for administrators.")
    ),
)
