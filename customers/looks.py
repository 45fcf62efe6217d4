"""A customer's look: where its parts are fetched, and whose draft a member of staff previews."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from customers.brand_colours import derive
from customers.models import Membership, ShopSettings, User
from customers.selectors.profiles import Look, look_of

PREVIEW_KEY = "profile_preview"  # in the session of staff: [the draft's id, the way back]


@dataclass(frozen=True, slots=True)
class PrintedLook:
    """A look on paper and in mail, which know the light theme only. Colours as #RRGGBB.

    `header` is "" where the paper stays white behind the logo.
    """

    owner: str
    stripe: str
    header: str
    link: str
    button: str
    button_ink: str
    button_edge: str
    logo: str

    @classmethod
    def of(cls, look: Look | None) -> "PrintedLook | None":
        if look is None:
            return None
        light = derive(look.brand, look.header).light
        return cls(
            owner=look.owner,
            stripe=look.brand,
            header=look.header,
            link=light["brand"],
            button=light["brand-solid"],
            button_ink=light["on-brand"],
            button_edge=light["brand-edge"],
            logo=look.logo,
        )


def letter_look(person: User, shop: ShopSettings) -> PrintedLook | None:
    """The look of mail about somebody's account: of the one customer where they are, if it is one.

    Two queries, none where nobody has a look.
    """
    if not shop.has_looks:
        return None
    seats = Membership.objects.active().filter(user=person)
    customers = list(seats.order_by().values_list("customer_id", flat=True)[:2])
    return PrintedLook.of(look_of(customers[0], None)) if len(customers) == 1 else None


def css_url(request: HttpRequest, digest: str) -> str:
    return _shops_own(request, reverse("shop:look-css", args=[digest]))


def picture_url(request: HttpRequest, sha256: str) -> str:
    return _shops_own(request, reverse("shop:look-picture", args=[sha256]))


def _shops_own(request: HttpRequest, url: str) -> str:
    """The address at the shop itself also on a customer's site, whose pages no cache may keep."""
    site: Any = getattr(request, "at_site", None)
    if site is None or not url.startswith(site.prefix):
        return url
    return f"{site.plain_prefix}{url.removeprefix(site.prefix)}"


def previewed(request: HttpRequest) -> int | None:
    """The id of the draft that this session previews. No query but the session's."""
    kept = request.session.get(PREVIEW_KEY)
    return int(kept[0]) if kept else None
