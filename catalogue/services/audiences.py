"""The rows of `Audience`: one for each set of groups, made the first time it is needed."""

from collections.abc import Collection, Iterable

from django.db import connection

from catalogue.models import EVERYONE_ID, NOBODY_ID, Audience
from catalogue.visibility import Limit

# Any fixed number will do, as long as nothing else in the shop locks the same one.
_LOCK = 4_711_020


def lock_audiences() -> None:
    """Makes all who work out audiences wait for each other, until the end of the transaction.

    Two people who limit a category and a product in it at the same moment would otherwise each
    miss the other's limit, and the product would be shown to too many. Take it before changing
    anything that decides who sees what.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def audience_for(groups: Limit) -> int:
    """The id of the audience of exactly these groups; None = everyone, the empty set = nobody."""
    return audiences_for([groups])[groups]


def audiences_for(limits: Iterable[Limit]) -> dict[Limit, int]:
    """As `audience_for`, for many; at most two queries. Two at once get the same row."""
    ids: dict[Limit, int] = {None: EVERYONE_ID, frozenset(): NOBODY_ID}
    wanted = {limit for limit in limits if limit}
    if not wanted:
        return ids
    ids |= _known(wanted)
    if missing := [limit for limit in wanted if limit not in ids]:
        Audience.objects.bulk_create(
            (Audience(group_ids=sorted(limit)) for limit in missing), ignore_conflicts=True
        )
        ids |= _known(missing)
    return ids


def _known(limits: Collection[frozenset[int]]) -> dict[Limit, int]:
    found = Audience.objects.filter(group_ids__in=[sorted(limit) for limit in limits])
    return {frozenset(audience.group_ids or ()): audience.pk for audience in found}
