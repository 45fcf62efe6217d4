"""The mailed links of a change of e-mail: yes from the old address, yes from the new, 'not me'.

A link is looked at by mail programs too, so opening it changes nothing: it leads to a page with a
button, whose address and session hold no link.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from customers.actors import ShopRequest
from customers.errors import LinkRefused
from customers.links import CHANGE_LINKS, NOT_ME, ChangeLink
from customers.models import EmailChange
from customers.services import email_change as services

ANSWER_KEY = "email_answer"  # which answer was opened in this visit, and to which change


@dataclass(frozen=True, slots=True)
class Opened:
    link: ChangeLink
    change: EmailChange


def email_link(request: ShopRequest, purpose: str, token: str) -> HttpResponse:
    """Remembers what the link is for and goes to an address without it."""
    link = CHANGE_LINKS.get(purpose)
    try:
        if link is None:
            raise LinkRefused
        change = services.change_of_link(link=link, token=token)
    except LinkRefused:
        return _ended(request)
    request.session[ANSWER_KEY] = [purpose, change.pk]
    return redirect("account:email-answer")


def email_answer(request: ShopRequest) -> HttpResponse:
    """Says what the yes (or the stop) leads to, with one button."""
    opened = _opened(request)
    if opened is None:
        return _ended(request)
    if request.method == "POST":
        try:
            return _answer(request, opened)
        except LinkRefused:
            return _ended(request)
    context = {"change": opened.change, "person": opened.change.user, "side": opened.link.purpose}
    return render(request, "account/email_answer.html", context)


def _answer(request: ShopRequest, opened: Opened) -> HttpResponse:
    request.session.pop(ANSWER_KEY, None)
    if opened.link == NOT_ME:
        person = services.stop(change_id=opened.change.pk)
        stopped = {"person": person, "change": opened.change}
        return render(request, "account/email_stopped.html", stopped)
    answered = services.confirm(change_id=opened.change.pk, side=opened.link)
    context: dict[str, Any] = {
        "change": answered.change,
        "answer": answered.answer.value,
        "side": opened.link.purpose,
    }
    return render(request, "account/email_answered.html", context)


def _opened(request: ShopRequest) -> Opened | None:
    purpose, change_id = request.session.get(ANSWER_KEY) or ("", 0)
    link, change = CHANGE_LINKS.get(purpose), services.open_change(change_id)
    return None if link is None or change is None else Opened(link=link, change=change)


def _ended(request: ShopRequest) -> HttpResponse:
    """Used, too old, replaced, or never ours: the page says none of it, and what to do."""
    request.session.pop(ANSWER_KEY, None)
    return render(request, "account/email_ended.html", {"shop": request.shop}, status=410)
