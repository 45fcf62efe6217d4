"""What shape the tree may have. Pure: asked by the service, and by the page before it offers."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Verdict, say

DEEPEST = 8
LONGEST_PATH = 600


def moved_to(old: str, above: str) -> str:
    """The address of a branch below another; `above` is "" for the top."""
    slug = old.rpartition("/")[2]
    return f"{above}/{slug}" if above else slug


def may_stand(paths: Collection[str]) -> Verdict:
    """Whether there is room for categories at these addresses."""
    if any(path.count("/") >= DEEPEST for path in paths):
        return Refused(_("The tree cannot be deeper than this."), "too-deep")
    if any(len(path) > LONGEST_PATH for path in paths):
        return Refused(_("The address would be too long. Shorten a name above it."), "too-long")
    return ALLOWED


def may_move(branch: Collection[str], old: str, above: str, *, is_taken: bool) -> Verdict:
    """Whether the branch at `old` (all its addresses: `branch`) may hang below `above`.

    `is_taken`: another category has the new address.
    """
    if f"{above}/".startswith(f"{old}/"):
        return Refused(_("A category cannot be put inside itself."), "category-loop")
    new = moved_to(old, above)
    if is_taken:
        return Refused(
            say(_("There is already a category at %(path)s."), path=new), "address-taken"
        )
    return may_stand([new + path.removeprefix(old) for path in branch])
