"""The system check that refuses to start when any URL has not said who may enter."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Door:
    """One address of the site: its pattern text, full name, permission, methods and part (N-01)."""

    address: str
    name: str
    perm: str | None
    methods: tuple[str, ...]
    pattern: URLPattern
    add_on: int = 0


def doors(resolver: URLResolver | None = None) -> Iterator[Door]:
    """Every URL of the site, in the order of the URL configuration."""
    yield from _walk(resolver or get_resolver(), "", "")


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Door]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, address, inner)
            continue
        callback: Any = entry.callback
        yield Door(
            address=address,
            name=f"{namespace}{entry.name or ''}",
            perm=getattr(callback, "access_perm", None),
            methods=getattr(callback, "access_methods", ()),
            pattern=entry,
            add_on=getattr(callback, "access_add_on", 0),
        )


@register("access")
def every_url_states_who_may_enter(**_kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The URL '{door.address}' does not say who may enter.",
            hint="Declare it with core.access.route(…, perm=…) or wrap(…, perms=…).",
            id="access.E001",
        )
        for door in doors()
        if door.perm is None
    ]
