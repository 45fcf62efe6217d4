"""Building the tree: create, rename and move categories."""

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Category, ProductCategory
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import refresh_audiences
from catalogue.slugs import slug_of
from core.audit import use_case
from core.reasons import Refused
from customers.actors import Actor

DEEPEST = 8
_LONGEST_SLUG = 130  # the field's 140 less room for a number


@use_case("category.create")
def create_category(
    *,
    actor: Actor,
    name: str,
    parent: Category | None = None,
    slug: str = "",
    pictogram: str = "",
    position: int | None = None,
) -> Category:
    """A new branch, last among its sisters unless `position` says where.

    It takes over the limits above it. Raises `CatalogueRefused`.
    """
    require(may_change_goods(actor))
    lock_audiences()
    if parent is not None and parent.path.count("/") + 1 >= DEEPEST:
        raise CatalogueRefused(Refused(_("The tree cannot be deeper than this."), "too-deep"))
    made: Category = Category(
        name=name,
        parent=parent,
        slug=_free_slug(slug or slug_of(name)[:_LONGEST_SLUG].strip("-"), parent),
        pictogram=pictogram,
        position=_next_position(parent) if position is None else position,
    )
    made.path = _path(parent, made.slug)
    made.save()
    refresh_audiences(category_ids=[made.pk])
    made.refresh_from_db()
    return made


@use_case("category.change")
def change_category(
    *, actor: Actor, category: Category, name: str, pictogram: str, position: int
) -> Category:
    """Rename, redraw or reorder. Its address stays, so that bookmarks hold."""
    require(may_change_goods(actor))
    found: Category = Category.objects.select_for_update().get(pk=category.pk)
    found.name, found.pictogram, found.position = name, pictogram, position
    found.save()
    return found


@use_case("category.move")
def move_category(*, actor: Actor, category: Category, parent: Category | None) -> Category:
    """Hang the branch elsewhere, with all that is under it: new addresses, limits, lists.

    Raises `CatalogueRefused` when that would make a loop or the address is taken.
    """
    require(may_change_goods(actor))
    lock_audiences()
    found: Category = Category.objects.get(pk=category.pk)
    above = None if parent is None else Category.objects.get(pk=parent.pk)
    inside = f"{found.path}/"
    if above is not None and (above.pk == found.pk or above.path.startswith(inside)):
        raise CatalogueRefused(
            Refused(_("A category cannot be put inside itself."), "category-loop")
        )
    if Category.objects.filter(parent=above, slug=found.slug).exclude(pk=found.pk).exists():
        raise CatalogueRefused(
            Refused(_("There is already a category with that address."), "address-taken")
        )
    branch = [found, *Category.objects.order_by("path").filter(path__startswith=inside)]
    old = found.path
    found.parent = above
    for step in branch:
        step.path = _path(above, found.slug) + step.path.removeprefix(old)
    # One at a time and from below: two branches of the same address never stand side by side.
    for step in reversed(branch):
        step.save()
    refresh_audiences(category_ids=[found.pk])
    refresh_listing(_products_in(branch))
    found.refresh_from_db()
    return found


def _products_in(branch: Sequence[Category]) -> list[int]:
    placed = ProductCategory.objects.filter(category__in=branch)
    return list(placed.values_list("product_id", flat=True).distinct())


def _path(parent: Category | None, slug: str) -> str:
    return f"{parent.path}/{slug}" if parent else slug


def _free_slug(wanted: str, parent: Category | None) -> str:
    taken = set(Category.objects.filter(parent=parent).values_list("slug", flat=True))
    number, slug = 2, wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _next_position(parent: Category | None) -> int:
    last = Category.objects.order_by().filter(parent=parent).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
