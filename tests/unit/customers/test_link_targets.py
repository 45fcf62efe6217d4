"""Staff may send people to pages of the shop and to hosts on a list, and nowhere else (U-27)."""

import pytest

from customers.link_targets import (
    AFTER_LOGIN,
    LOGIN_LINK,
    MOST_HOSTS,
    TargetWrong,
    host_of,
    hosts_of,
    loops,
    target_of,
    usable,
)

HOSTS = ("login.example.com", "xn--kp-fka.example")

HOSTILE = (
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "/%2Fevil.example",
    "/./evil",
    "/../evil",
    "/a/%2e%2e/b",
    "http://login.example.com/",
    "https:login.example.com",
    "https:/login.example.com/",
    "https:///login.example.com/",
    "https://",
    "https://evil.example/",
    "https://login.example.com.evil.example/",
    "https://evil.example/login.example.com",
    "https://login.example.com@evil.example/",
    "https://nora:secret@login.example.com/",
    "https://@login.example.com/",
    "https://login.example.com:8443/",
    "https://login.example.com:/",
    "https://login.example.com\\.evil.example/",
    "https://login.example.com%2eevil.example/",
    "https://login.example.com./",
    "https://.login.example.com/",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://localhost/",
    "https://lоgin.example.com/",  # the o is Cyrillic
    "https://login.еxample.com/",  # the e is Cyrillic
    "https://login。evil.example/",
    "https://login.example.com\u2044evil.example/",
    "https://login.example.com\u2100evil.example/",
    "https://login.example.com\u202e/",
    "https://login.example.com/\u00a0",
    "https://login.example.com/\x00",
    "https://login.example.com/\r\nSet-Cookie: a=b",
    "https://login.example.com/%0d%0aSet-Cookie:%20a=b",
    'https://login.example.com/"onmouseover=alert(1)',
    "https://login.example.com/<script>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "javascript://login.example.com/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://login.example.com/",
    "mailto:nora@example.com",
    "login.example.com",
    "evil",
    "?next=//evil.example",
    "#top",
    "/å/",
    "/" + "a" * 300,
)


@pytest.mark.parametrize("written", HOSTILE)
def test_nothing_else_is_an_address(written: str) -> None:
    with pytest.raises(TargetWrong):
        target_of(written, HOSTS)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""),
        ("   ", ""),
        ("/", "/"),
        (" /assortment/ ", "/assortment/"),
        ("/search/?q=skruv&sort=price#top", "/search/?q=skruv&sort=price#top"),
        ("https://login.example.com", "https://login.example.com"),
        ("HTTPS://Login.Example.COM/in?shop=1", "https://login.example.com/in?shop=1"),
        ("https://köp.example/på-väg", None),
        ("https://köp.example/in", "https://xn--kp-fka.example/in"),
        ("https://ｌｏｇｉｎ.example.com/", "https://login.example.com/"),  # wide letters
    ],
)
def test_pages_of_the_shop_and_hosts_of_the_list_are(written: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(TargetWrong):
            target_of(written, HOSTS)
    else:
        assert target_of(written, HOSTS) == kept


def test_a_host_is_only_a_name() -> None:
    assert host_of(" Login.Example.com ") == "login.example.com"
    assert hosts_of("b.example\n\na.example\nB.example\n") == ["b.example", "a.example"]
    for wrong in ("", "example", "https://a.example", "a.example/", "a.example:80", "1.2.3.4"):
        with pytest.raises(TargetWrong):
            host_of(wrong)
    for wrong in ("a b.example", "*.example.com", "a..example", "a" * 64 + ".example", "☃"):
        with pytest.raises(TargetWrong):
            host_of(wrong)
    with pytest.raises(TargetWrong):
        hosts_of("\n".join(f"h{n}.example" for n in range(MOST_HOSTS + 1)))


def test_what_is_kept_is_judged_again_when_it_is_used() -> None:
    kept = {LOGIN_LINK: "https://login.example.com/", "allowed_hosts": ["login.example.com"]}
    assert usable(kept, LOGIN_LINK) == "https://login.example.com/"
    assert usable({**kept, "allowed_hosts": []}, LOGIN_LINK) == ""
    assert usable({LOGIN_LINK: "//evil.example"}, LOGIN_LINK) == ""
    assert usable({LOGIN_LINK: None}, LOGIN_LINK) == ""
    assert usable(None, LOGIN_LINK) == ""
    assert usable({}, "") == ""


def test_nobody_is_sent_round() -> None:
    assert loops(AFTER_LOGIN, "/account/login/")
    assert not loops(AFTER_LOGIN, "/assortment/")
    assert not loops(LOGIN_LINK, "/account/login/")
