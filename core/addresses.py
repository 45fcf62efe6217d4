"""Addresses asked for many times: the pattern is looked up once, whatever prefix the page is below.

A customer's own site (`/s/<slug>/`) has the same pages below another script prefix, so nothing that
is kept may hold it.
"""

from functools import cache, cached_property
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

# Fits where a number stands and where a slug does.
_MARK = "8070450532247928833"


class Address:
    """`Address("shop:product")("hp-laser")` is what `reverse` gives, a tenth of the time."""

    def __init__(self, name: str, *rest: str) -> None:
        self._name, self._rest = name, rest

    def __call__(self, key: str | int) -> str:
        before, after = self._around
        return f"{get_script_prefix()}{before}{quote(str(key), safe='/')}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        address = below_prefix(reverse(self._name, args=[_MARK, *self._rest]))
        before, _mark, after = address.partition(_MARK)
        return before, after


def address_of(name: str, **ids: int | str) -> str:
    """As `reverse`, for the hundreds that a list has."""
    if all(isinstance(pk, int) and pk >= 0 for pk in ids.values()):
        return get_script_prefix() + _with_places(name, tuple(ids)).format(**ids)
    return reverse(name, kwargs=ids)


def address(name: str) -> str:
    """As `reverse`, for the page of that name, which needs no id."""
    return get_script_prefix() + _plain(name)


def below_prefix(address: str) -> str:
    """An address of the page's own shop as the shop has it everywhere, without its first slash."""
    return address.removeprefix(get_script_prefix())


@cache
def _with_places(name: str, ids: tuple[str, ...]) -> str:
    """The address with `{id}` in the place of each number."""
    marks = {each: int(_MARK) + place for place, each in enumerate(ids)}
    found = below_prefix(reverse(name, kwargs=marks))
    for each, mark in marks.items():
        found = found.replace(str(mark), f"{{{each}}}")
    return found


@cache
def _plain(name: str) -> str:
    return below_prefix(reverse(name))
