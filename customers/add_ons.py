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


@dataclass(frozen=True, slots=True)
class Part:
    """What a part is called, what it does, and what being off leaves as it is."""

    number: AddOn
    name: Text
    does: Text
    is_on_from_the_start: bool = True


PARTS: tuple[Part, ...] = (
    Part(
        AddOn.LOYALTY,
        _("Loyalty points"),
        _("Points on completed orders, to pay with in the checkout."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.AFFILIATES,
        _("Affiliates"),
        _("Partners who send buyers here by a link of their own, and their commission."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.CAMPAIGNS,
        _("Newsletter"),
        _("Sign-up to the newsletter, and letters to those who said yes."),
    ),
    Part(
        AddOn.WHOLESALE_SIGN_UP,
        _("Wholesale sign-up"),
        _("A form where companies ask for a pricing tier, and the list where staff answer."),
        is_on_from_the_start=False,
    ),
    Part(
        AddOn.REGISTRATION,
        _("Registration"),
        _("People make an account of their own, for lists and saved carts."),
    ),
)


def closed_from_the_start() -> list[int]:
    """The numbers of what a new shop does not use until somebody switches it on."""
    return [part.number.value for part in PARTS if not part.is_on_from_the_start]
