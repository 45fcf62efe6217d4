"""Sign-up, reset and newsletter tell nobody which addresses exist: same answer, same work."""

import re
from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import OutgoingEmail
from customers.models import User
from tests.pages.shop.test_registration import filled
from tests.world import World

FORMS = {
    "/account/register/": "/account/register/sent/",
    "/account/reset/": "/account/reset/sent/",
    "/newsletter/": "/newsletter/sent/",
}
# An active buyer, in another case, never activated, inactive, and nobody.
ADDRESSES = ("nora@example.com", "NORA@Example.com", "new@example.com", "off@example.com")
STRANGER = "nobody@example.com"


def sent(url: str, email: str) -> Mapping[str, str]:
    return filled(email) if "register" in url else {"email": email}


def said(answer: str) -> str:
    """A page without what is new in every visit."""
    return re.sub(r'("X-CSRFToken": "|name="csrfmiddlewaretoken" value=")\w+', "", answer)


def worked(statement: str) -> str:
    """What a statement does, without the words that it does it with."""
    return re.sub(r"'(?:[^']|'')*'|\d+", "?", statement)


def ask(url: str, email: str) -> tuple[object, ...]:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(url, sent(url, email))
    work = [worked(each["sql"]) for each in asked.captured_queries]
    page = client.get(answer["Location"])
    headers = {name: value for name, value in answer.items() if name != "Set-Cookie"}
    return answer.status_code, headers, said(page.content.decode()), work


@pytest.mark.parametrize("url", FORMS)
def test_known_and_unknown_addresses_are_answered_alike_with_the_same_work(
    world: World, url: str
) -> None:
    User.objects.create(email="new@example.com", first_name="Ny", last_name="Ek", password="!")
    User.objects.create(email="off@example.com", first_name="Av", last_name="Ek", is_active=False)
    ask(url, "first@example.com")  # what a process reads once, it has read
    unknown = ask(url, STRANGER)
    assert unknown[0] == 302
    assert unknown[1]["Location"] == FORMS[url]  # type: ignore[index]
    assert unknown[3], "it notes something"
    for address in ADDRESSES:
        known = ask(url, address)
        assert known == unknown, address


@pytest.mark.parametrize("url", FORMS)
def test_too_many_are_answered_as_the_first(world: World, url: str) -> None:
    first = ask(url, STRANGER)
    for _time in range(6):
        again = ask(url, STRANGER)
        assert again[:3] == first[:3]


@pytest.mark.parametrize("url", ["/account/register/", "/account/reset/"])
def test_no_mail_is_written_while_somebody_waits_for_the_answer(world: World, url: str) -> None:
    for address in (*ADDRESSES, STRANGER):
        ask(url, address)
    assert not OutgoingEmail.objects.exists()
