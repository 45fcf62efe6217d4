"""Who may see an item: limits of category, product and variant combined, with reasons. Pure.

A limit is a set of customer group ids: None = everyone, the empty set = nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.reasons import ALLOWED, Refused, Text, Verdict, say

Limit = frozenset[int] | None
# One limit per category, from the root of the tree down to the product's own category.
CategoryPath = Sequence[Limit]


class LimitedBy(StrEnum):
    """Where a limit is set."""

    CATEGORY = "category"
    PRODUCT = "product"
    VARIANT = "variant"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class VisibilityReason:
    """One limit and whether this visitor passes it."""

    limited_by: LimitedBy
    groups: frozenset[int]
    passes: bool
    text: Text


@dataclass(frozen=True, slots=True)
class VisibilityAnswer:
    """May this visitor see the item; `audience` is the combined limit."""

    visible: bool
    audience: Limit
    reasons: tuple[VisibilityReason, ...]

    @property
    def verdict(self) -> Verdict:
        """For staff and logs; to the visitor an item out of sight does not exist (404)."""
        if self.visible:
            return ALLOWED
        failed = next(reason for reason in self.reasons if not reason.passes)
        return Refused(failed.text, f"limited_by_{failed.limited_by.value}")


def combine(
    category_paths: Sequence[CategoryPath], product: Limit = None, variant: Limit = None
) -> Limit:
    """The groups that may see the item: category path ∩ product ∩ variant.

    Down a path every limit narrows; a product in several categories is seen along any of its
    paths. A product in no category is limited by none.
    """
    return _both(_both(_any_path(category_paths), product), variant)


def any_of(limits: Iterable[Limit]) -> Limit:
    """Who passes at least one of the limits."""
    groups: set[int] = set()
    for limit in limits:
        if limit is None:
            return None
        groups |= limit
    return frozenset(groups)


def is_visible_to(audience: Limit, groups: frozenset[int]) -> bool:
    """Whether a member of `groups` (main and further; none when anonymous) is in the audience."""
    return audience is None or not audience.isdisjoint(groups)


def explain_visibility(
    category_paths: Sequence[CategoryPath],
    product: Limit = None,
    variant: Limit = None,
    *,
    groups: frozenset[int],
    group_names: Mapping[int, str],
) -> VisibilityAnswer:
    """The same answer for a visitor in `groups`, with a reason for every limit on the way."""
    audience = combine(category_paths, product, variant)
    limits = (
        (LimitedBy.CATEGORY, _any_path(category_paths)),
        (LimitedBy.PRODUCT, product),
        (LimitedBy.VARIANT, variant),
    )
    reasons = [
        _reason(limited_by, limit, groups, group_names)
        for limited_by, limit in limits
        if limit is not None
    ]
    visible = is_visible_to(audience, groups)
    if audience is not None and not visible and all(reason.passes for reason in reasons):
        # Each limit lets some group of the visitor through, but no group passes them all.
        reasons.append(_reason(LimitedBy.ALL, audience, groups, group_names))
    return VisibilityAnswer(visible, audience, tuple(reasons))


def _both(one: Limit, other: Limit) -> Limit:
    if one is None:
        return other
    return one if other is None else one & other


def _down(path: CategoryPath) -> Limit:
    limit: Limit = None
    for step in path:
        limit = _both(limit, step)
    return limit


def _any_path(category_paths: Sequence[CategoryPath]) -> Limit:
    limits = [_down(path) for path in category_paths]
    narrowed = [limit for limit in limits if limit is not None]
    if len(narrowed) < len(limits) or not limits:
        return None
    return frozenset().union(*narrowed)


_ONLY = {
    LimitedBy.CATEGORY: _("The category is shown only to %(groups)s."),
    LimitedBy.PRODUCT: _("The product is shown only to %(groups)s."),
    LimitedBy.VARIANT: _("The variant is shown only to %(groups)s."),
    LimitedBy.ALL: _("All limits together leave only %(groups)s."),
}
_NOBODY = {
    LimitedBy.CATEGORY: _("The category is shown to nobody."),
    LimitedBy.PRODUCT: _("The product is shown to nobody."),
    LimitedBy.VARIANT: _("The variant is shown to nobody."),
    LimitedBy.ALL: _("All limits together leave nobody."),
}


def _reason(
    limited_by: LimitedBy,
    limit: frozenset[int],
    groups: frozenset[int],
    group_names: Mapping[int, str],
) -> VisibilityReason:
    text: Text = _NOBODY[limited_by]
    if limit:
        text = say(_ONLY[limited_by], groups=", ".join(_names(limit, group_names)))
    return VisibilityReason(limited_by, limit, is_visible_to(limit, groups), text)


def _names(limit: frozenset[int], group_names: Mapping[int, str]) -> Iterator[str]:
    """By name; a group without one is shown by its number."""
    yield from sorted(group_names.get(group, str(group)) for group in limit)
