"""Whether search knows all goods as they now are."""

from catalogue.models import SearchDue


def search_is_behind() -> bool:
    """Whether goods of a large import still wait to be found. One query, whatever waits."""
    return SearchDue.objects.exists()
