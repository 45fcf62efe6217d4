"""Questions whose SQL is put together once in the life of a process.

The ORM writes the statement anew each time it is asked, which for a page of a shop costs more than
PostgreSQL takes to answer. Here a queryset is built once, with marks in the place of its values;
asking it puts the values where the marks stood. The queryset stays the one place of the rule, and
PostgreSQL keeps the statement planned.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Expression,
    F,
    Func,
    IntegerField,
    QuerySet,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    get_related_populators,
)
from psycopg.sql import Literal

from core.kept import MARK, KeptStatement

Row = TypeVar("Row")

_PLACE = re.compile("%s|%%")

# Numbers and days that no shop has, one for each parameter.
_FIRST_NUMBER = 8_070_450_532_247_928_833
_FIRST_DAY = date(2, 2, 2)
Slot = int | date | str | list[int]


class Among(Func):
    """Whether a column is one of some ids: `= ANY(%s)`, one value however many ids."""

    output_field = BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " = ANY("

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        listed = list(ids)
        super().__init__(F(column), _ids(listed) if len(listed) > 1 else _array(listed))


def _array(ids: list[int]) -> Expression:
    return Value(ids, output_field=ArrayField(BigIntegerField()))


def _ids(ids: list[int]) -> Expression:
    """As one text: Django and psycopg would both ask of each of thousands what it is."""
    return RawSQL("%s::bigint[]", ["{" + ",".join(map(str, ids)) + "}"])


@dataclass(frozen=True)
class Part:
    """A statement as part of another; `width` is how many columns a row has."""

    text: str
    kinds: Mapping[str, type]
    width: int


@dataclass(frozen=True)
class _Statement:
    text: str
    kept: KeptStatement
    width: int
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]
    make: Callable[[Sequence[Any]], Any]


class Prepared(Generic[Row]):
    """`Prepared(build, customer_id=int, day=date, ids=list)`: `build` takes these by name.

    It is called once, on first use, with marks; it must neither branch on them nor calculate with
    them. A value may be None afterwards, which then equals nothing, as everywhere in SQL.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **kinds: type) -> None:
        self._build = build
        self._kinds = kinds

    def rows(self, **values: Any) -> list[Row]:
        """The answer as the queryset would give it: models, tuples or values. One query."""
        if values.keys() != self._kinds.keys():
            raise TypeError(f"asked with {sorted(values)}, prepared for {sorted(self._kinds)}")
        statement = self._statement
        found = statement.kept.ask(values)
        for place, (converters, expression) in statement.converters.items():
            found = [_converted(row, place, converters, expression) for row in found]
        return [statement.make(row) for row in found]

    def part(self, name: str) -> Part:
        """To stand inside a statement of one's own, its values called `<name>_<value>`."""
        statement = self._statement
        return Part(
            text=MARK.sub(
                lambda mark: f"%({name}_{mark[1]})s" if mark[1] else mark[0], statement.text
            ),
            kinds={f"{name}_{mark}": kind for mark, kind in self._kinds.items()},
            width=statement.width,
        )

    @cached_property
    def _marks(self) -> Mapping[str, Slot]:
        return {name: _mark(kind, place) for place, (name, kind) in enumerate(self._kinds.items())}

    @cached_property
    def _statement(self) -> _Statement:
        queryset = self._build(**self._marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        names = {_key(mark): name for name, mark in self._marks.items()}
        found = {_key(value) for value in values}
        if missing := [name for key, name in names.items() if key not in found]:
            raise TypeError(f"the statement has no place for {missing}")
        if stray := [v for v in values if isinstance(v, date) and _key(v) not in names]:
            raise TypeError(f"the statement would ask about {stray} for ever")
        text = _with_names(sql, [(names.get(_key(value)), value) for value in values])
        chosen = [expression for expression, *_rest in compiler.select]
        converters = compiler.get_converters(chosen)
        return _Statement(
            text=text,
            kept=KeptStatement(text, self._kinds),
            width=len(compiler.select) + len(compiler.query.extra_select),
            converters={k: v for k, v in converters.items() if not _comes_right(chosen[k])},
            make=_maker(queryset, compiler),
        )


def _comes_right(expression: Any) -> bool:
    """A number that was written down comes back as one: Django would ask of each row."""
    return isinstance(expression, Value) and isinstance(expression.output_field, IntegerField)


def _with_names(sql: str, values: Sequence[tuple[str | None, Any]]) -> str:
    """Each `%s` becomes the mark of its name; what has none never changes and is written out."""
    following = iter(values)

    def written(mark: re.Match[str]) -> str:
        if mark[0] == "%%":
            return "%%"
        name, value = next(following)
        if name is not None:
            return f"%({name})s"
        connection.ensure_connection()
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return _PLACE.sub(written, sql)


def _mark(kind: type, place: int) -> Slot:
    if kind is date:
        return _FIRST_DAY + timedelta(days=place)
    if kind is str:
        return f"\x02value {place}\x03"
    number = _FIRST_NUMBER + place
    return [number] if kind is list else number


def _key(value: Any) -> Any:
    """Something to look up by; a list is told by its only item, apart from that item alone."""
    if isinstance(value, list):
        return ("list", value[0]) if len(value) == 1 else ("other",)
    return value if isinstance(value, (int, date, str)) else ("other",)


def _converted(
    row: Sequence[Any], place: int, converters: Sequence[Callable[..., Any]], expression: Any
) -> list[Any]:
    cells = list(row)
    for convert in converters:
        cells[place] = convert(cells[place], expression, connection)
    return cells


def _maker(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """How a row becomes what the queryset holds."""
    kind = queryset._iterable_class
    if kind is not ModelIterable:
        return _flat if kind is FlatValuesListIterable else tuple
    info = compiler.klass_info
    fields = info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    model = info["model"]
    names = [expression.target.attname for expression, *_rest in compiler.select[start:end]]
    populators: Any = get_related_populators  # not part of the public interface
    related = populators(info, compiler.select, compiler.using or "default")
    added = compiler.annotation_col_map

    def make(row: Sequence[Any]) -> Any:
        found = model.from_db("default", names, row[start:end])
        for populator in related:
            populator.populate(row, found)
        for name, column in added.items():
            setattr(found, name, row[column])
        return found

    return make


def _flat(row: Sequence[Any]) -> Any:
    return row[0]
