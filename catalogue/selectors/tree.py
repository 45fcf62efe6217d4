"""The tree as a visitor sees it: only categories whose audience holds them."""

from collections.abc import Collection, Mapping, Sequence

from catalogue.models import Category, MovedPath, ProductCategory
from catalogue.querysets import in_audiences
from catalogue.selectors.visibility import audiences_of, shows_only_agreement
from customers.actors import Actor


def menu_categories(actor: Actor) -> Sequence[Category]:
    """The top of the tree for the menu; nothing for who sees only the agreement. One query."""
    if shows_only_agreement(actor):
        return ()
    return _visible(actor, parent=None)


def category_at(actor: Actor, path: str) -> Category | None:
    """The category at an address, or None when there is none for this visitor. One query."""
    return None if shows_only_agreement(actor) else category_seen_at(actor, path)


def category_seen_at(actor: Actor, path: str) -> Category | None:
    """As `category_at`, also for who is shown only the agreement. One query."""
    return None if "\x00" in path else next(iter(_visible(actor, path=path)), None)


def moved_path(actor: Actor, path: str) -> str | None:
    """Where a category that was moved from `path` stands now, for who may see it. One query.

    None for everybody else: the new address of a hidden category is not given away.
    """
    if shows_only_agreement(actor):
        return None
    found = MovedPath.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), path=path
    )
    return found.values_list("category__path", flat=True).first()


def subcategories(actor: Actor, category: Category) -> Sequence[Category]:
    """The next level down. One query."""
    return _visible(actor, parent=category)


def path_to(category: Category) -> Sequence[Category]:
    """From the root down to the category itself. One query; whoever sees it sees these too."""
    slugs = category.path.split("/")
    paths = ["/".join(slugs[: depth + 1]) for depth in range(len(slugs))]
    found = {step.path: step for step in Category.objects.order_by().filter(path__in=paths)}
    return [found[path] for path in paths if path in found]


def first_paths(actor: Actor, product_ids: Collection[int]) -> Mapping[int, str]:
    """The address of one category for each product, for those that have one. One query.

    That of the first place it was given among those that the visitor may see, as its page has it.
    """
    places = ProductCategory.objects.filter(
        in_audiences("category__audience_id", audiences_of(actor)), product__in=product_ids
    )
    firsts = places.order_by("product_id", "pk").distinct("product_id")
    return dict(firsts.values_list("product_id", "category__path"))


def names_at(paths: Collection[str]) -> Mapping[str, str]:
    """The names of the categories at these addresses. One query."""
    found = Category.objects.order_by().filter(path__in=paths)
    return dict(found.values_list("path", "name"))


def _visible(actor: Actor, **lookup: object) -> Sequence[Category]:
    rows = Category.objects.filter(in_audiences("audience_id", audiences_of(actor)), **lookup)
    return list(rows.order_by("position", "name", "pk"))
