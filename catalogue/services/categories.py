"""Building the tree: create, rename, order, move and delete categories.

Everything that changes its shape waits for `lock_audiences`, so two who move at once come after
each other and each sees what the other did.
"""

from collections.abc import Collection, Sequence

from django.db.models import Max, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from catalogue.errors import CatalogueRefused, require
from catalogue.models import Category, MovedPath, ProductCategory
from catalogue.policies import may_change_goods
from catalogue.services.audiences import lock_audiences
from catalogue.services.listing import refresh_listing
from catalogue.services.visibility import refresh_audiences
from catalogue.slugs import slug_of
from catalogue.tree_rules import may_move, may_stand
from core.audit import use_case
from core.reasons import Refused, say
from customers.actors import Actor

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
    above = None if parent is None else _fresh(parent)
    made: Category = Category(
        name=name,
        parent=above,
        slug=_free_slug(slug or slug_of(name)[:_LONGEST_SLUG].strip("-"), above),
        pictogram=pictogram,
        position=_next_position(above) if position is None else position,
    )
    made.path = _path(above, made.slug)
    require(may_stand([made.path]))
    made.save()
    MovedPath.objects.filter(path=made.path).delete()
    refresh_audiences(category_ids=[made.pk])
    made.refresh_from_db()
    return made


@use_case("category.change")
def change_category(
    *, actor: Actor, category: Category, name: str, pictogram: str, position: int | None = None
) -> Category:
    """Rename or redraw. Its address stays, so that bookmarks hold."""
    require(may_change_goods(actor))
    lock_audiences()
    found = _fresh(category)
    found.name, found.pictogram = name, pictogram
    if position is not None:
        found.position = position
    found.save()
    return found


@use_case("category.order")
def step_category(*, actor: Actor, category: Category, down: bool) -> bool:
    """One step up or down among its sisters; False when it already stands at that end."""
    require(may_change_goods(actor))
    lock_audiences()
    found = _fresh(category)
    sisters = list(
        Category.objects.filter(parent=found.parent_id).order_by("position", "name", "pk")
    )
    place = next(n for n, sister in enumerate(sisters) if sister.pk == found.pk)
    other = place + 1 if down else place - 1
    if not 0 <= other < len(sisters):
        return False
    sisters[place], sisters[other] = sisters[other], sisters[place]
    # Sisters from a file may all stand at 0: from here on each has its own place.
    moved = []
    for position, sister in enumerate(sisters):
        if sister.position != position:
            sister.position = position
            moved.append(sister)
    Category.objects.bulk_update(moved, ["position"])
    return True


@use_case("category.move")
def move_category(*, actor: Actor, category: Category, parent: Category | None) -> Category:
    """Hang the branch elsewhere, with all that is under it: new addresses, limits, lists.

    The earlier addresses lead to the new ones. It stands last among its new sisters. Raises
    `CatalogueRefused` when that would make a loop, go too deep, or the address is taken.
    """
    require(may_change_goods(actor))
    lock_audiences()
    return _move(_fresh(category), None if parent is None else _fresh(parent))


@use_case("category.delete")
def delete_category(
    *, actor: Actor, category: Category, contents_to: Category | None = None
) -> None:
    """Take away an empty category; or first move all it holds, and its address, to another.

    Raises `CatalogueRefused` when it holds goods or categories and nobody said where to.
    """
    require(may_change_goods(actor))
    lock_audiences()
    found = _fresh(category)
    if contents_to is not None:
        _empty_into(found, _fresh(contents_to))
    elif Category.objects.filter(parent=found).exists() or _placements([found.pk]).exists():
        raise CatalogueRefused(
            Refused(
                say(_("%(name)s is not empty. Say where its contents go."), name=found.name),
                "not-empty",
            )
        )
    found.delete()


def _empty_into(found: Category, target: Category) -> None:
    """Its categories hang below the target, its goods stand there, its addresses lead there."""
    if target.pk == found.pk or target.path.startswith(f"{found.path}/"):
        raise CatalogueRefused(
            Refused(_("The contents must go outside the category that is deleted."), "inside")
        )
    for child in Category.objects.filter(parent=found).order_by("position", "name", "pk"):
        _move(child, target)
    products = list(_placements([found.pk]).values_list("product_id", flat=True))
    ProductCategory.objects.bulk_create(
        (ProductCategory(product_id=pk, category=target) for pk in products),
        ignore_conflicts=True,
        batch_size=2000,
    )
    _placements([found.pk]).delete()
    refresh_audiences(product_ids=products)
    refresh_listing(products)
    MovedPath.objects.filter(category=found).update(category=target)
    _remember({found.path: target.pk}, ())


def _move(found: Category, above: Category | None) -> Category:
    """The move itself, under the lock. Raises `CatalogueRefused`."""
    old, new = found.path, _path(above, found.slug)
    branch = Category.objects.order_by().filter(Q(path=old) | Q(path__startswith=f"{old}/"))
    old_paths = dict(branch.values_list("pk", "path"))
    is_taken = Category.objects.filter(path=new).exclude(pk=found.pk).exists()
    above_path = above.path if above else ""
    require(may_move(list(old_paths.values()), old, above_path, is_taken=is_taken))
    if new == old:
        return found
    branch.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    found.refresh_from_db()
    found.parent, found.position = above, _next_position(above)
    found.save()
    _remember(
        {path: pk for pk, path in old_paths.items()},
        [new + path.removeprefix(old) for path in old_paths.values()],
    )
    refresh_audiences(category_ids=[found.pk])
    placed = _placements(old_paths).order_by().values_list("product_id", flat=True)
    refresh_listing(list(placed.distinct()))
    found.refresh_from_db()
    return found


def _remember(earlier: dict[str, int], in_use: Sequence[str]) -> None:
    """Earlier addresses lead to these categories; an address in use again leads nowhere else."""
    MovedPath.objects.bulk_create(
        (MovedPath(path=path, category_id=pk) for path, pk in earlier.items()),
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["category"],
    )
    if in_use:
        MovedPath.objects.filter(path__in=in_use).delete()


def _fresh(category: Category) -> Category:
    """As it is now that we hold the lock. Raises `CatalogueRefused` when somebody deleted it."""
    found: Category | None = Category.objects.filter(pk=category.pk).first()
    if found is None:
        raise CatalogueRefused(
            Refused(say(_("%(name)s has been deleted meanwhile."), name=category.name), "gone")
        )
    return found


def _placements(category_ids: Collection[int]) -> "QuerySet[ProductCategory]":
    return ProductCategory.objects.filter(category__in=list(category_ids))


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
