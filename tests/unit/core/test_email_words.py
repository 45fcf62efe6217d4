"""The words of mails: what is refused, and that what is filled in stays text."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.email_words import (
    LINE_MAX,
    TEXT_MAX,
    Words,
    as_html,
    as_text,
    filled,
    problems_of,
    tidy,
)

KNOWN = {"first_name", "order_number"}
VALUES = {"first_name": "Nora", "order_number": "104881"}

letters = st.characters(exclude_categories=["Cs", "Co", "Cc"])
values = st.text(letters, max_size=60)
pieces = st.lists(
    st.one_of(
        st.text(letters, max_size=12),
        st.sampled_from(
            ["{{ first_name }}", "{{order_number}}", "{{", "}}", "{", "}", "{%", "*", "**",
             "_", "[", "](", ")", "(https://a.example/", "\n", "\n\n", "- ", "1. ", "<", ">",
             "\\", "&amp;", "`"]
        ),
    ),
    max_size=25,
).map("".join)  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.said = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        names = dict(attrs)
        assert set(names) <= {"style", "href", "start"}
        if tag == "a":
            self.links.append(names["href"] or "")

    def handle_data(self, data: str) -> None:
        self.said += data


def problem(text: str) -> str:
    refusal = problems_of(Words(intro=text), KNOWN).get("intro")
    return refusal.code if refusal is not None else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ settings.SECRET_KEY }}", "unknown_placeholder"),
        ("{{ ''.__class__ }}", "unknown_placeholder"),
        ("{{ first_name|upper }}", "unknown_placeholder"),
        ("{{ first_name.email }}", "unknown_placeholder"),
        ("{{ FIRST_NAME }}", "unknown_placeholder"),
        ("{{ }}", "unknown_placeholder"),
        ("{% include 'x' %}", "braces"),
        ("{# x #}", "braces"),
        ("{first_name}", "braces"),
        ("{{ first_name", "braces"),
        ("first_name }}", "braces"),
        ("{{ {{ first_name }} }}", "braces"),
        ("{{{ first_name }}}", "braces"),
        ("{{ first_name\n}}", "braces"),
        ("<script>", "markup"),
        ("</p>", "markup"),
        ("<!-- x", "markup"),
        ("![x](https://a.example/b.png)", "markup"),
        ("# Heading", "markup"),
        ("```", "markup"),
        ("[x](javascript:alert(1))", "link"),
        ("[x](data:text/html,1)", "link"),
        ("[x](//evil.example)", "link"),
        ("[x](/staff/)", "link"),
        ("[x](https://a.example/{{ first_name }})", "link"),
        ("[x](https://{{ first_name }}.example/)", "link"),
        ("[x](https://a.{{ first_name }}/)", "link"),
        ("[x](mailto:{{ first_name }})", "link"),
        ("[x](mailto:a@{{ first_name }})", "link"),
        ("[x](https://[::1)", "link"),  # no mail would keep it
        ("[x](https://xn--/)", "link"),
        ("[x](https://exämple.example/å?q=1)", ""),
        ("a\x07b", "character"),
        ("a\x00b", "character"),
        ("a\ue0000\ue001b", "character"),
        ("x" * (TEXT_MAX + 1), "too_long"),
        ("Hello {{ first_name }} {{order_number}}, 5 < 6 & 7 > 2.", ""),
        ("[our **terms**](https://a.example/t_1?x=1&y=2) [mail](mailto:a@b.example)", ""),
    ],
)
def test_only_what_is_in_the_list_gets_in(text: str, code: str) -> None:
    assert problem(text) == code


def test_a_refusal_names_the_line() -> None:
    refusal = problems_of(Words(intro="One\n\nThree {{ four }}"), KNOWN)["intro"]
    assert str(refusal.reason) == "Line 3: {{ four }} means nothing in this mail."
    linked = problems_of(Words(intro="One\n\n[x](ftp://a.example)"), KNOWN)["intro"]
    assert str(linked.reason).startswith("Line 3: ")


def test_lines_are_one_line_and_have_their_own_length() -> None:
    words = tidy(Words(subject=" a\r\nBcc: x@example.com\u2028b ", heading="x" * (LINE_MAX + 1)))
    assert words.subject == "a Bcc: x@example.com b"
    assert set(problems_of(words, KNOWN)) == {"heading"}


def test_the_markup_becomes_html_and_plain_text() -> None:
    text = (
        "Hello **{{ first_name }}**, *thank* you.\nNext line [terms](https://a.example/t?x=1&y=2)"
        "\n\n- one\n- two\n  - inner\n\n3. three\n4. four\n\nThe end \\*"
    )
    html = as_html(text, VALUES)
    assert "<strong>Nora</strong>, <em>thank</em> you.<br>" in html
    assert 'href="https://a.example/t?x=1&amp;y=2"' in html
    assert as_text(text, VALUES) == (
        "Hello Nora, thank you.\nNext line terms (https://a.example/t?x=1&y=2)"
        "\n\n- one\n- two\n  - inner\n\n3. three\n4. four\n\nThe end *"
    )


def test_what_is_filled_in_is_never_read_again() -> None:
    sly = {
        "first_name": "{{ order_number }} **b** <b>x</b> [x](https://evil.example) \ue0000\ue001",
        "order_number": "104881",
    }
    html = as_html("Hi {{ first_name }}", sly)
    assert _Seen(html).tags == {"p"}
    assert "104881" not in html
    assert as_text("Hi {{ first_name }}", sly) == f"Hi {sly['first_name']}"
    assert filled("Hi {{ first_name }}", sly) == f"Hi {sly['first_name']}"


def test_what_is_left_as_ours_stays_ours() -> None:
    ours = Words(subject="Order {{ order_number }}", heading="H", intro="One. Two.", button="Open")
    written = Words(subject="Order {{ order_number }}", heading="My", intro="One.\nTwo.", button="")
    assert written.beside(ours) == Words(heading="My")
    assert not ours.beside(ours)


@given(text=pieces, name=values, number=values)
def test_no_words_make_anything_but_a_few_harmless_elements(
    text: str, name: str, number: str
) -> None:
    words = tidy(Words(intro=text))
    if problems_of(words, KNOWN):
        return
    filling = {"first_name": name, "order_number": number}
    seen = _Seen(as_html(words.intro, filling))
    assert seen.tags <= {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
    assert all(re.match("https?://|mailto:", link) for link in seen.links)
    as_text(words.intro, filling)


@given(name=values)
def test_a_value_arrives_whole_in_both_forms(name: str) -> None:
    html = as_html("«{{ first_name }}»", {"first_name": name})
    assert unescape(re.sub("<[^>]*>", "", html)) == f"«{name}»"
    assert as_text("«{{ first_name }}»", {"first_name": name}) == f"«{name}»"


@given(text=pieces)
def test_nothing_is_filled_in_that_was_not_asked_for(text: str) -> None:
    words = tidy(Words(intro=text, subject=text[:LINE_MAX]))
    if problems_of(words, KNOWN):
        return
    secret = {"first_name": "S3CRET", "order_number": "S3CRET"}
    asked = words.intro.count("{{")
    assert as_text(words.intro, secret).count("S3CRET") == asked
    assert filled(words.subject, secret).count("S3CRET") == words.subject.count("{{")
