"""Addresses of one kind, many on a page: the pattern is looked up once, not for each."""

from functools import cached_property
from urllib.parse import quote

from django.urls import reverse

# Fits where a number stands and where a slug does.
_MARK = "8070450532247928833"


class Address:
    """`Address("shop:product")("hp-laser")` is what `reverse` gives, a tenth of the time."""

    def __init__(self, name: str, *rest: str) -> None:
        self._name, self._rest = name, rest

    def __call__(self, key: str | int) -> str:
        before, after = self._around
        return f"{before}{quote(str(key), safe='/')}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        before, _mark, after = reverse(self._name, args=[_MARK, *self._rest]).partition(_MARK)
        return before, after
