"""The tree as an import finds it, and the branches that the import makes."""

from collections import defaultdict

from catalogue.models import Category
from catalogue.sheet_values import CategoryPath
from catalogue.slugs import slug_of
from core.exchange.plan import Edit
from core.exchange.values import fold
from core.imports.new_ids import NewIds

_LONGEST_SLUG = 130  # the field's 140 less room for a number
_MODEL = Category._meta.label_lower


def folded(name: str) -> str:
    """Names that a person takes for the same one are the same."""
    return fold(name) or name


class Tree:
    """Categories by their names from the top down. A shop has thousands, not millions."""

    def __init__(self, ids: NewIds) -> None:
        self._ids = ids
        self._children: dict[tuple[int | None, str], int] = {}
        self._parents: dict[int, int | None] = {}
        self._names: dict[int, str] = {}
        self._addresses: dict[int | None, str] = {}
        self._slugs: defaultdict[int | None, set[str]] = defaultdict(set)
        self._found: dict[CategoryPath, int] = {}
        rows = Category.objects.order_by("pk")
        for pk, parent_id, name, slug, path in rows.values_list(
            "pk", "parent_id", "name", "slug", "path"
        ):
            self._keep(pk, parent_id, name, slug, path)

    def find(self, names: CategoryPath) -> int | None:
        """The category's id, None when the tree has no such branch."""
        known = self._found.get(names)
        if known is not None:
            return known
        category: int | None = None
        for name in names:
            category = self._children.get((category, folded(name)))
            if category is None:
                return None
        if category is not None:
            self._found[names] = category
        return category

    def make(self, names: CategoryPath, edits: list[Edit]) -> int:
        """The category's id; what must be made for it is added to the edits."""
        found = self.find(names)
        if found is not None:
            return found
        parent: int | None = None
        for name in names:
            child = self._children.get((parent, folded(name)))
            parent = self.add(parent, name, edits, {}) if child is None else child
        if parent is None:
            raise ValueError(names)
        self._found[names] = parent
        return parent

    def add(self, parent: int | None, name: str, edits: list[Edit], more: dict[str, object]) -> int:
        """A new branch below `parent`; `more` are further columns of it."""
        slug = base = slug_of(name)[:_LONGEST_SLUG].strip("-")
        number = 2
        while slug in self._slugs[parent]:
            slug, number = f"{base}-{number}", number + 1
        path = slug if parent is None else f"{self._addresses[parent]}/{slug}"
        pk = self._ids.next(Category)
        after = {"name": name, "slug": slug, "path": path, "parent_id": parent, **more}
        edits.append(Edit(_MODEL, pk, None, after))
        self._keep(pk, parent, name, slug, path)
        return pk

    def names_of(self, category_id: int) -> CategoryPath:
        """From the root down."""
        names = []
        step: int | None = category_id
        while step is not None:
            names.append(self._names[step])
            step = self._parents[step]
        return tuple(reversed(names))

    def _keep(self, pk: int, parent_id: int | None, name: str, slug: str, path: str) -> None:
        self._children.setdefault((parent_id, folded(name)), pk)
        self._parents[pk] = parent_id
        self._names[pk] = name
        self._addresses[pk] = path
        self._slugs[parent_id].add(slug)
