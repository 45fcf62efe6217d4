"""What an organisation bought, by category: level by level down the tree, each thing once.

Goods stand under the category that their product's page names first; what is in none that the
administrator may see, or is gone from the shop, stands under Other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from catalogue.selectors.tree import first_paths, names_at
from customers.actors import Actor
from orders.models import OrderLine
from orders.selectors.statistics import GoodsFigure, Question, lines_of


@dataclass(frozen=True, slots=True)
class CategoryFigure:
    """What was bought in a category and below it. `names` from the root down; none = Other."""

    path: str
    names: tuple[str, ...]
    figure: GoodsFigure

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


@dataclass(frozen=True, slots=True)
class Spread:
    """All goods of a question, spread over the tree."""

    by_path: Mapping[str, GoodsFigure]  # of what stands in the very category; "" = Other
    names: Mapping[str, str]
    products: Mapping[str, Sequence[int | None]]  # by the same addresses

    def level(self, under: str = "") -> Sequence[CategoryFigure]:
        """The categories one step below `under` ("" = the top), the largest first; no Other."""
        sums: defaultdict[str, GoodsFigure] = defaultdict(GoodsFigure)
        depth = under.count("/") + 1 if under else 0
        for path, figure in self.by_path.items():
            steps = path.split("/")
            if path and len(steps) > depth and _is_in(path, under):
                sums["/".join(steps[: depth + 1])] += figure
        return self._figures(sums)

    def leaves(self) -> Sequence[CategoryFigure]:
        """Every category with goods of its own, by itself, in the order of the tree."""
        return sorted(self._figures(self.by_path), key=lambda each: (not each.names, each.names))

    def inside(self, path: str) -> GoodsFigure:
        """What was bought in the category and below it."""
        return sum(
            (figure for at, figure in self.by_path.items() if at and _is_in(at, path)),
            GoodsFigure(),
        )

    @property
    def other(self) -> GoodsFigure:
        return self.by_path.get("", GoodsFigure())

    @property
    def all_goods(self) -> GoodsFigure:
        return sum(self.by_path.values(), GoodsFigure())

    def products_in(self, path: str) -> Sequence[int | None]:
        """Ids of what was bought in the category and below it; "" = what is under Other."""
        if not path:
            return self.products.get("", ())
        return [
            product
            for at, products in self.products.items()
            if at and _is_in(at, path)
            for product in products
        ]

    def names_of(self, path: str) -> tuple[str, ...]:
        steps = path.split("/") if path else []
        above = ["/".join(steps[: depth + 1]) for depth in range(len(steps))]
        return tuple(self.names.get(each, each.rpartition("/")[2]) for each in above)

    def _figures(self, sums: Mapping[str, GoodsFigure]) -> Sequence[CategoryFigure]:
        found = [CategoryFigure(path, self.names_of(path), sums[path]) for path in sums]
        return sorted(found, key=lambda each: (-each.figure.net, each.names))


def spread_of(actor: Actor, question: Question, *, also: str = "") -> Spread:
    """What was bought, over the tree. Three queries; a row for each product bought passes through.

    `also`: a category to name though nothing may have been bought there.
    """
    groups = (
        lines_of(actor, question)
        .values("variant__product")
        .annotate(quantity=Sum("quantity"), net=Sum("line_net"))
    )
    # Not asked for in the same question: the server would look it up again for every line.
    sold = {row["variant__product"]: GoodsFigure(row["quantity"], row["net"]) for row in groups}
    paths = first_paths(actor, [product for product in sold if product is not None])
    by_path: defaultdict[str, GoodsFigure] = defaultdict(GoodsFigure)
    products: defaultdict[str, list[int | None]] = defaultdict(list)
    for product, figure in sold.items():
        path = "" if product is None else paths.get(product, "")
        by_path[path] += figure
        products[path].append(product)
    return Spread(by_path, names_at(_with_those_above([*by_path, also])), products)


def lines_in(actor: Actor, question: Question, spread: Spread, path: str) -> QuerySet[OrderLine]:
    """The lines that a category's figure sums; `path` "" = those under Other."""
    wanted = spread.products_in(path)
    ids = [product for product in wanted if product is not None]
    holds = Q(variant__product__in=ids)
    if None in wanted:
        holds |= Q(variant__isnull=True)
    return lines_of(actor, question).filter(holds)


def _is_in(path: str, branch: str) -> bool:
    return not branch or path == branch or path.startswith(f"{branch}/")


def _with_those_above(paths: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        steps = path.split("/") if path else []
        found |= {"/".join(steps[: depth + 1]) for depth in range(len(steps))}
    return found
