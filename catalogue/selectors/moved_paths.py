"""Where categories have moved to, for who follows an earlier address."""

from catalogue.models import MovedPath
from catalogue.querysets import in_audiences
from catalogue.selectors.visibility import audiences_of, shows_only_agreement
from customers.actors import Actor


def moved_path(actor: Actor, path: str) -> str | None:
    """Where the category that stood at `path` stands now, for who may see it. One query.

    None for everybody else: the new address of a hidden category is not given away.
    """
    if shows_only_agreement(actor):
        return None
    found = MovedPath.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), path=path
    )
    return found.values_list("category__path", flat=True).first()
