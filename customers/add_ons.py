"""The parts of the shop that its staff switch on and off, each known by a number (N-01).

The numbers of the parts that other shops' owners know are theirs; those from 2001 on are ours. A
page belongs to a part by `route(…, add_on=…)`: while the part is off it answers 404 and no menu
leads there. What was saved stays. Pure.
"""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from core.reasons import Text


class AddOn(IntEnum):
    """The number of each part."""

    FORM_FIELDS = 527
    GRAPHICAL_PROFILE = 602
    CUSTOMER_SITE = 844
    PURCHASE_LIMIT = 851
    SALES_TEAMS = 885
    TWO_FACTOR = 977
    DOCUMENTS = 995
    LOYALTY = 2001
    AFFILIATES = 2002
    CAMPAIGNS = 2003
    WHOLESALE_SIGN_UP = 2004
    REGISTRATION = 2005
    QUICK_ORDER = 2010
    SHELF_LABELS = 2011
    NEWS = 2012


@dataclass(frozen=True, slots=True)
class Part:
    """What a part is called, what it does, and what stops and stays while it is off."""

    number: AddOn
    name: Text
    does: Text
    off: Text = ""
    is_on_from_the_start: bool = True


PARTS: tuple[Part, ...] = (
    Part(
        AddOn.FORM_FIELDS,
        _("Form fields of customers"),
        _(
            "Field rules of customer groups and customers, and extra fields that orders and their"
            " lines are asked for."
        ),
        _(
            "Only the shop's own field rules hold, and no extra field is asked for. Rules, fields"
            " and answers on orders stay."
        ),
    ),
    Part(
        AddOn.GRAPHICAL_PROFILE,
        _("Graphical profile"),
        _("The logo, colours and welcome of a customer or a group, on pages, paper and in mails."),
        _("Everybody sees the shop's own look. Profiles and pictures stay."),
    ),
    Part(
        AddOn.CUSTOMER_SITE,
        _("A customer's own site"),
        _("The shop at an address of the customer's own, with its prices, without log-in."),
        _("Those addresses lead nowhere. Addresses and their numbers of visits stay."),
    ),
    Part(
        AddOn.PURCHASE_LIMIT,
        _("Purchase limit"),
        _("What a user may buy for in a period, and what is left of it."),
        _(
            "No limit stops an order or is shown. Limits stay, and what is bought meanwhile counts"
            " when this is switched on again."
        ),
    ),
    Part(
        AddOn.SALES_TEAMS,
        _("Sales teams"),
        _("Which of the sales staff look after which customers, and the pages to say so."),
        _(
            "The pages are closed and teams stay as they are. So does what each sees: switching"
            " this off opens no customer to anybody."
        ),
    ),
    Part(
        AddOn.TWO_FACTOR,
        _("Two-factor authentication"),
        _("A second step at log-in, with an app or a passkey, and rules for who must have it."),
        _(
            "Nobody is asked to set it up, and nobody can. Whoever has it is still asked for it at"
            " log-in, can make new codes and take it away. The rules stay."
        ),
    ),
    Part(
        AddOn.DOCUMENTS,
        _("Customer documents"),
        _("Agreements and special order routines on customers and groups, and on My pages."),
        _(
            "Nobody finds or downloads them, and no special order routine is shown on orders."
            " The files stay."
        ),
    ),
    Part(
        AddOn.LOYALTY,
        _("Loyalty points"),
        _("Points on completed orders, to pay with in the checkout."),
        _("No points are earned, spent or shown. Those that people have stay."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.AFFILIATES,
        _("Affiliates"),
        _("Partners who send buyers here by a link of their own, and their commission."),
        _("Links count no more and the pages close. Affiliates, orders and commission stay."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.CAMPAIGNS,
        _("Newsletter"),
        _("Sign-up to the newsletter, and letters to those who said yes."),
        _("Nobody signs up and no letter goes; the link in a letter still stops them for good."),
    ),
    Part(
        AddOn.WHOLESALE_SIGN_UP,
        _("Wholesale sign-up"),
        _("A form where companies ask for a pricing tier, and the list where staff answer."),
        _("The form and the list are closed. Applications stay."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.REGISTRATION,
        _("Registration"),
        _("People make an account of their own, for lists and saved carts."),
        _("Nobody makes an account, and links that were mailed do not work. Accounts stay."),
    ),
    Part(
        AddOn.QUICK_ORDER,
        _("Quick order"),
        _("Article numbers typed, pasted or sent as a file, and the order form in Excel."),
        _("Goods are ordered from their pages and lists. Order forms that were made stay."),
    ),
    Part(
        AddOn.SHELF_LABELS,
        _("Shelf labels"),
        _("Labels with a QR code that opens the item to order more, for buyers to print."),
        _("None are printed, and the codes on those already printed lead nowhere meanwhile."),
    ),
    Part(
        AddOn.NEWS,
        _("News"),
        _("News on the start page and on a page of their own, for those whom each is for."),
        _("Nobody reads them. They stay, and can still be written; so do the other texts."),
    ),
)


def closed_from_the_start() -> list[int]:
    """The numbers of what a new shop does not use until somebody switches it on."""
    return [part.number.value for part in PARTS if not part.is_on_from_the_start]


def part_of(number: AddOn) -> Part | None:
    """What staff read of a part; None for one that is not built."""
    return next((part for part in PARTS if part.number == number), None)
