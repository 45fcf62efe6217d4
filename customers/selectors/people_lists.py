"""The shop's own lists of people, shown beside the groups: read only, never a main group (K-16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.reasons import Text
from core.tables import Sort
from customers.actors import Actor
from customers.models import Consent, ConsentKind, User
from customers.querysets import UserQuerySet
from customers.search import users_matching

PEOPLE_SORTS = {"name": Sort.by("last_name", "first_name", label=_("Name"))}


@dataclass(frozen=True)
class PeopleList:
    """`key` is its word in an address; `about` says who is in it, and by what."""

    key: str
    label: Text
    about: Text


MAILING_LIST = PeopleList(
    "mailing-list", _("Mailing list"), _("Everybody who has said yes to the newsletter.")
)
AFFILIATES = PeopleList(
    "affiliates", _("Affiliates"), _("Those whose links to the shop count today.")
)
LISTS: Sequence[PeopleList] = (MAILING_LIST, AFFILIATES)


def people_list_called(key: str) -> PeopleList | None:
    return next((each for each in LISTS if each.key == key), None)


def people_in(
    actor: Actor,
    listed: PeopleList,
    *,
    text: str = "",
    affiliates: "QuerySet[Any, Any] | None" = None,
) -> UserQuerySet:
    """Who is in it now, of those that `actor` sees.

    `affiliates`: the ids of those people, which are kept above this app
    (`marketing.selectors.affiliates.affiliate_people`).
    """
    found: UserQuerySet = User.objects.visible_to(actor)
    if listed is MAILING_LIST:
        given = Consent.objects.filter(kind=ConsentKind.NEWSLETTER, withdrawn_at=None)
        found = found.filter(pk__in=given.values("user"))
    else:
        found = found.filter(pk__in=affiliates) if affiliates is not None else found.none()
    return users_matching(found, text) if text.strip() else found
