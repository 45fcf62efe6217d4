"""The tree from a spreadsheet (`catalogue.sheets.category_sheet`), its rows in any order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from catalogue.models import Category
from catalogue.services.import_base import GoodsImporter, RowRefused, refuse
from catalogue.services.import_settle import settle_categories
from catalogue.services.import_tree import Tree, folded
from catalogue.sheet_values import CategoryPath, written_paths
from catalogue.sheets import CATEGORIES, category_sheet
from core.exchange.matching import HeadingMatch, RowValues
from core.exchange.plan import Action, Change, Edit, PlanRow
from core.exchange.sheet import Sheet
from core.exchange.values import CLEAR
from core.imports.contract import FileRows, Progress
from core.imports.new_ids import NewIds
from core.imports.touched import Touched
from customers.models import CustomerGroup

_CATEGORY = Category._meta.label_lower
_LIMIT: type[Model] = Category.limit_groups.through
_LIMIT_LABEL = _LIMIT._meta.label_lower


class CategoryImport(GoodsImporter):
    """One row = one category. A tree has thousands of them, so it is read as a whole."""

    name = CATEGORIES
    models = (Category, _LIMIT)

    def sheet(self) -> Sheet:
        return category_sheet(self.currency)

    def depends_on(self, keys: Mapping[str, Any]) -> Iterable[QuerySet[Any, Any]]:
        return (
            Category.objects.order_by().values_list("pk", "parent_id", "name", "slug", "position"),
            _LIMIT._default_manager.values_list("category_id", "customergroup_id"),
        )

    def plan(self, file: FileRows, progress: Progress) -> Iterator[PlanRow]:
        rows = list(file.rows)
        planner = _Planner(file.match, self.ids)
        yield from planner.plan(rows)
        progress(len(rows), len(rows))

    def settle(self, touched: Touched) -> None:
        limited = touched.values_of(_LIMIT, "category_id")
        settle_categories({*touched.ids(Category, inserted=True), *limited})


@dataclass
class _Branch:
    """What a row makes of its category."""

    row: RowValues
    path: CategoryPath
    category_id: int | None = None  # of one that the shop has
    edits: list[Edit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    refused: RowRefused | None = None


class _Planner:
    def __init__(self, match: HeadingMatch, ids: NewIds) -> None:
        self.match = match
        self.ids = ids
        self.tree = Tree(ids)
        self.groups = dict(CustomerGroup.objects.order_by().values_list("name", "pk"))
        self.now: dict[int, tuple[str, int, int | None]] = {}
        self.last: defaultdict[int | None, int] = defaultdict(lambda: -1)
        rows = Category.objects.order_by().values_list("pk", "name", "position", "parent_id")
        for pk, name, position, parent_id in rows:
            self.now[pk] = (name, position, parent_id)
            self.last[parent_id] = max(self.last[parent_id], position)
        self.limits: defaultdict[int, dict[int, int]] = defaultdict(dict)
        limits = _LIMIT._default_manager.values_list("category_id", "customergroup_id", "pk")
        for category_id, group_id, pk in limits:
            self.limits[category_id][group_id] = pk
        self.taken = {(parent, folded(name)) for name, _position, parent in self.now.values()}

    def plan(self, rows: Iterable[RowValues]) -> Iterator[PlanRow]:
        branches = list(self._branches(rows))
        # From the top down: what hangs on a new branch, or on a refused one, comes after it.
        for branch in sorted(branches, key=lambda branch: len(branch.path)):
            if branch.refused is None:
                try:
                    self._settle(branch)
                except RowRefused as refused:
                    branch.refused, branch.edits, branch.changes = refused, [], []
        for branch in branches:
            yield self._planned(branch)

    def _branches(self, rows: Iterable[RowValues]) -> Iterator[_Branch]:
        first_rows: dict[CategoryPath, int] = {}
        for row in rows:
            given = row.values.get("path")
            path: CategoryPath = given if isinstance(given, tuple) else ()
            branch = _Branch(row, path)
            first = first_rows.setdefault(tuple(map(folded, path)), row.number)
            if row.problems:
                branch.refused = RowRefused(row.problems[0])
            elif first != row.number:
                message = _("The same is already in row %(number)s.") % {"number": first}
                branch.refused = refuse(self.match, "path", written_paths((path,)), message)
            yield branch

    def _settle(self, branch: _Branch) -> None:
        """Raises RowRefused."""
        groups = self._groups(branch.row)
        branch.category_id = self.tree.find(branch.path)
        if branch.category_id is None:
            self._make(branch, groups)
        else:
            self._change(branch, branch.category_id, groups)

    def _groups(self, row: RowValues) -> set[int] | None:
        """Ids; None = the file does not say."""
        given = row.values.get("limit_groups")
        if given is None:
            return None
        found = set()
        for name in () if given is CLEAR else given:
            if name not in self.groups:
                message = _("There is none by that name or number.")
                raise refuse(self.match, "limit_groups", name, message)
            found.add(self.groups[name])
        return found

    def _make(self, branch: _Branch, groups: set[int] | None) -> None:
        *above, last = branch.path
        parent = self.tree.find(tuple(above)) if above else None
        if above and parent is None:
            message = _("There is no category “%(path)s”, neither in the shop nor in the file.")
            raise refuse(
                self.match,
                "path",
                written_paths((branch.path,)),
                message % {"path": written_paths((tuple(above),))},
            )
        name = branch.row.values.get("name")
        if name not in (None, CLEAR) and folded(name) != folded(last):
            raise refuse(
                self.match, "name", name, _("A new category has the name that its path ends with.")
            )
        if (parent, folded(last)) in self.taken:
            raise self._name_taken(last)
        self.taken.add((parent, folded(last)))
        position = branch.row.values.get("position")
        if not isinstance(position, int):
            position = self.last[parent] + 1
        self.last[parent] = max(self.last[parent], position)
        called = name if isinstance(name, str) else last
        pk = self.tree.add(parent, called, branch.edits, {"position": position})
        branch.changes += [Change("name", None, called), Change("position", None, position)]
        self._limit(branch, pk, groups)

    def _change(self, branch: _Branch, pk: int, groups: set[int] | None) -> None:
        old_name, old_position, parent = self.now[pk]
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        name, position = branch.row.values.get("name"), branch.row.values.get("position")
        if name is CLEAR:
            raise refuse(self.match, "name", "", _("This cannot be cleared."))
        if name is not None and name != old_name:
            if folded(name) != folded(old_name):
                if (parent, folded(name)) in self.taken:
                    raise self._name_taken(name)
                self.taken.add((parent, folded(name)))
            before["name"], after["name"] = old_name, name
            branch.changes.append(Change("name", old_name, name))
        if position is CLEAR:
            position = 0
        if position is not None and position != old_position:
            before["position"], after["position"] = old_position, position
            branch.changes.append(Change("position", old_position, position))
        if after:
            branch.edits.append(Edit(_CATEGORY, pk, before, after))
        self._limit(branch, pk, groups)

    def _name_taken(self, name: str) -> RowRefused:
        message = _("There is already a category of that name beside it.")
        return refuse(self.match, "name", name, message)

    def _limit(self, branch: _Branch, pk: int, groups: set[int] | None) -> None:
        now = self.limits.get(pk, {})
        if groups is None or groups == set(now):
            return
        for group_id in sorted(groups - set(now)):
            after = {"category_id": pk, "customergroup_id": group_id}
            branch.edits.append(Edit(_LIMIT_LABEL, self.ids.next(_LIMIT), None, after))
        for group_id, row_id in now.items():
            if group_id not in groups:
                before = {"id": row_id, "category_id": pk, "customergroup_id": group_id}
                branch.edits.append(Edit(_LIMIT_LABEL, row_id, before, None))
        old, new = self._names(now), self._names(groups)
        branch.changes.append(Change("limit_groups", old, new))

    def _names(self, groups: Iterable[int]) -> str:
        names = {pk: name for name, pk in self.groups.items()}
        return "; ".join(sorted(names[pk] for pk in groups))

    def _planned(self, branch: _Branch) -> PlanRow:
        row = branch.row
        label = written_paths((branch.path,))
        key = " > ".join(map(folded, branch.path))
        if branch.refused is not None:
            problems = row.problems or (branch.refused.problem,)
            return PlanRow(row.number, row.sheet, Action.REFUSED, key, label, problems=problems)
        action = Action.CREATE if branch.category_id is None else Action.UPDATE
        return PlanRow(
            row.number,
            row.sheet,
            action if branch.edits else Action.UNCHANGED,
            key,
            label,
            changes=tuple(branch.changes),
            edits=tuple(branch.edits),
        )
