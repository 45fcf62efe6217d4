"""Who did what, acting as whom: the context that pghistory's triggers write beside every change."""

from collections.abc import Callable
from contextlib import ContextDecorator, ExitStack
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

import pghistory
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
R = TypeVar("R")


class Doer(Protocol):
    """Whoever a change is written down to; `customers.actors.Actor` is one."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def acted_by_id(self) -> int | None: ...


class doing(ContextDecorator):
    """Opens the history context of one action, outside the transaction it describes.

    Every row changed inside gets the action, the user it is done as (`user`) and, when
    somebody acts as that user, who really did it (`acted_by`).
    """

    def __init__(self, action: str, actor: Doer | None, *, reason: str = "") -> None:
        self._metadata: dict[str, Any] = {"action": action}
        if actor is not None:
            self._metadata["user"] = actor.user_id
            if actor.acted_by_id is not None:
                self._metadata["acted_by"] = actor.acted_by_id
        if reason:
            self._metadata["reason"] = reason
        self._stack = ExitStack()

    def __enter__(self) -> "doing":
        self._stack.enter_context(pghistory.context(**self._metadata))
        return self

    def __exit__(self, *details: Any) -> None:
        self._stack.__exit__(*details)


def deed() -> str:
    """Under which id history keeps what is being done: the context of the events it leaves.

    Inside a `use_case`; all of one request is one deed.
    """
    with pghistory.context() as found:
        return str(found.id)


def use_case(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a service one transaction with its history context opened outside it.

    The service takes `actor` as a keyword. Nested services join the outer transaction.
    """

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor: Any = kwargs.get("actor")
            with doing(action, actor), transaction.atomic():
                return service(*args, **kwargs)

        return run

    return decorate


class HistoryMiddleware:
    """Names the visitor and the address on every change that a request makes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return self.get_response(request)
        actor: Doer = request.actor  # type: ignore[attr-defined]
        with pghistory.context(user=actor.user_id, url=request.path):
            return self.get_response(request)
