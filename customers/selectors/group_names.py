"""Customer groups by name, as far as whoever looks may know of them; the others as a number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import ngettext

from customers.actors import Actor
from customers.models import CustomerGroup


@dataclass(frozen=True, slots=True)
class GroupNames:
    """The names by id of those that are seen."""

    seen: Mapping[int, str]

    def of(self, group_ids: Collection[int]) -> tuple[str, ...]:
        """By name, and last how many there are besides: 'Retail', '3 you do not see'."""
        names = sorted(self.seen[pk] for pk in group_ids if pk in self.seen)
        return (*names, *unseen(len(group_ids) - len(names)))


def unseen(count: int) -> tuple[str, ...]:
    """The words for so many that whoever looks may not know of; none for none."""
    if count <= 0:
        return ()
    words = ngettext("%(count)s you do not see", "%(count)s you do not see", count)
    return (words % {"count": count},)


def group_names(actor: Actor, group_ids: Collection[int]) -> GroupNames:
    """Without the organisations of other sales teams (N-32). One query.

    A group that has gone is told by its number to who sees every customer.
    """
    rows = CustomerGroup.objects.visible_to(actor).filter(pk__in=group_ids)
    found: dict[int, str] = dict(rows.values_list("pk", "name"))
    if actor.team_ids is None:
        found = {pk: found.get(pk, str(pk)) for pk in group_ids}
    return GroupNames(found)
