"""Which look a visitor sees, and what a profile's form and its addresses ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.prepared import Prepared
from core.reasons import Text
from customers.actors import Actor
from customers.add_ons import AddOn
from customers.models import Customer, CustomerGroup, GraphicalProfile, ProfilePicture, ProfileState
from customers.selectors.add_ons import while_on
from customers.selectors.record_history import Entry, say_who

MOST_DEEDS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """A profile as pages draw it. Pictures by their sha256, "" = none; sizes in pixels."""

    owner: str
    digest: str
    brand: str
    header: str
    welcome_title: str
    welcome_text: str
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    banner: str = ""
    banner_width: int = 0
    banner_height: int = 0

    @property
    def has_welcome(self) -> bool:
        return bool(self.welcome_title or self.welcome_text or self.banner)


_COLUMNS = (
    "owner_name",
    "digest",
    "brand_colour",
    "header_colour",
    "welcome_title",
    "welcome_text",
    "logo__sha256",
    "logo__width",
    "logo__height",
    "banner__sha256",
    "banner__width",
    "banner__height",
)


def _columns(profiles: QuerySet[GraphicalProfile]) -> QuerySet[Any, Any]:
    named = profiles.annotate(owner_name=Coalesce(F("customer__name"), F("group__name")))
    return named.values_list(*_COLUMNS)


def _published(customer_id: int, group_id: int) -> QuerySet[Any, Any]:
    """The customer's own, else its main group's; of a group alone where there is no customer."""
    main = Customer.objects.order_by().filter(pk=customer_id).values("main_group_id")
    theirs = Q(customer_id=customer_id) | Q(group_id=group_id) | Q(group_id__in=main)
    on = while_on(AddOn.GRAPHICAL_PROFILE)
    found = GraphicalProfile.objects.filter(theirs, on, state=ProfileState.PUBLISHED)
    return _columns(found.order_by("customer_id"))[:1]


# Stands in the statement that every page of the storefront asks (orders/selectors/visit_facts.py).
PUBLISHED_LOOK: Prepared[Any] = Prepared(_published, customer_id=int, group_id=int)


def whose_look(actor: Actor) -> tuple[int | None, int | None]:
    """The customer and the group whose look this visitor has; (None, None) = the shop's own.

    The membership in force decides; else the customer site that a visitor came by. No query.
    """
    if actor.membership is not None:
        return actor.membership.customer_id, None
    site = getattr(actor, "site", None)
    if site is None or actor.user is not None:
        return None, None
    return site.customer_id, site.group_id


def profile_of(actor: Actor) -> Look | None:
    """The one answer to how the shop looks to this visitor. One query, none for whoever has
    neither a membership nor come by a customer site."""
    customer_id, group_id = whose_look(actor)
    return look_of(customer_id, group_id)


def look_of(customer_id: int | None, group_id: int | None) -> Look | None:
    """What is published for a customer (or its main group), or for a group. One query at most."""
    if customer_id is None and group_id is None:
        return None
    rows = PUBLISHED_LOOK.rows(customer_id=customer_id, group_id=group_id)
    return look_in(rows[0] if rows else None)


def look_in(row: Sequence[Any] | None) -> Look | None:
    """A row of `PUBLISHED_LOOK`."""
    if row is None:
        return None
    owner, digest, brand, header, title, text = row[:6]
    logo, logo_width, logo_height, banner, width, height = row[6:]
    return Look(
        owner=owner,
        digest=digest,
        brand=brand,
        header=header,
        welcome_title=title,
        welcome_text=text,
        logo=logo or "",
        logo_width=logo_width or 0,
        logo_height=logo_height or 0,
        banner=banner or "",
        banner_width=width or 0,
        banner_height=height or 0,
    )


def draft_look(actor: Actor, profile_id: int) -> Look | None:
    """A draft as it would be drawn, for staff of its owner's team. At most three queries."""
    if not actor.is_staff or not actor.is_on(AddOn.GRAPHICAL_PROFILE):
        return None
    profiles = GraphicalProfile.objects.filter(pk=profile_id, state=ProfileState.DRAFT)
    customers = Customer.objects.visible_to(actor).order_by().values("pk")
    groups = CustomerGroup.objects.visible_to(actor).order_by().values("pk")
    seen = profiles.filter(Q(customer__in=customers) | Q(group__in=groups))
    return look_in(_columns(seen).first())


@dataclass(frozen=True, slots=True)
class Profiles:
    """All there is of one owner."""

    draft: GraphicalProfile | None
    published: GraphicalProfile | None

    @property
    def has_changes(self) -> bool:
        """Whether the draft is something else than what is published."""
        if self.draft is None:
            return False
        return self.published is None or contents(self.draft) != contents(self.published)


_CONTENTS = (
    "brand_colour",
    "header_colour",
    "welcome_title",
    "welcome_text",
    "logo_id",
    "banner_id",
    "tokens",
    "digest",
)


def contents(profile: GraphicalProfile) -> dict[str, Any]:
    """What a draft and what is published of it have in common."""
    return {name: getattr(profile, name) for name in _CONTENTS}


def owned_by(owner: Customer | CustomerGroup) -> dict[str, int]:
    """The owner as a filter."""
    return {"customer_id" if isinstance(owner, Customer) else "group_id": owner.pk}


def profiles_of(owner: Customer | CustomerGroup) -> Profiles:
    """Draft and published. One query; whoever calls has asked who may see the owner."""
    rows = GraphicalProfile.objects.filter(**owned_by(owner)).select_related("logo", "banner")
    rows = rows.defer("logo__content", "banner__content")
    by_state = {row.state: row for row in rows}
    return Profiles(by_state.get(ProfileState.DRAFT), by_state.get(ProfileState.PUBLISHED))


def inherits(customer: Customer) -> bool:
    """Whether the main group has a look that the customer has without its own. One query."""
    rows = GraphicalProfile.objects.filter(group_id=customer.main_group_id)
    return rows.filter(state=ProfileState.PUBLISHED).exists()


def profile_by_digest(digest: str) -> GraphicalProfile:
    """Any profile with this stylesheet, or Http404: its address is its content. One query."""
    found = GraphicalProfile.objects.filter(digest=digest).only("tokens").first()
    if found is None:
        raise Http404
    return found


def picture_bytes(sha256: str) -> bytes | None:
    """What is handed out for it, None when it has been taken away. One query."""
    found = ProfilePicture.objects.filter(sha256=sha256).values_list("content", flat=True).first()
    return bytes(found) if found is not None else None


def picture_by_digest(sha256: str) -> ProfilePicture:
    found = ProfilePicture.objects.filter(sha256=sha256).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did to a profile, and when."""

    entry: Entry
    what: Text


_DEEDS: Mapping[str, Text] = {
    "profile.save": _("Draft saved"),
    "profile.publish": _("Published"),
    "profile.take-back": _("Taken back"),
    "profile.discard": _("Draft thrown away"),
}


def latest_deeds(owner: Customer | CustomerGroup) -> list[Deed]:
    """Who saved, published or took back, the newest first. Two queries."""
    model: Any = apps.get_model("customers.GraphicalProfileEvent")
    rows = model.objects.filter(**owned_by(owner)).select_related("pgh_context")
    entries: dict[str, Entry] = {}
    metadata: dict[str, Mapping[str, Any]] = {}
    for row in rows.order_by("-pgh_id")[: MOST_DEEDS * 2]:
        key = str(row.pgh_context_id or f"row-{row.pgh_id}")
        entries.setdefault(key, Entry(row.pgh_created_at))
        metadata[key] = row.pgh_context.metadata if row.pgh_context else {}
    say_who(entries, metadata)
    found = [
        Deed(entry, _DEEDS.get(str(metadata[key].get("action", "")), _("Changed")))
        for key, entry in entries.items()
    ]
    return found[:MOST_DEEDS]
