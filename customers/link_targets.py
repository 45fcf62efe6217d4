"""Addresses that staff may send people to: pages of the shop, or hosts that are on a list (U-27).

Each is judged when it is saved and again when it is used, so that one that was good yesterday, or
came into the database another way, leads nobody astray. Pure.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from core.reasons import Refused, Text, say

LOGIN_LINK, WHOLESALE_LINK = "login_link", "wholesale_link"
AFTER_LOGIN, AFTER_SIGN_UP = "after_login", "after_sign_up"
TARGETS = (LOGIN_LINK, WHOLESALE_LINK, AFTER_LOGIN, AFTER_SIGN_UP)
KEPT = (*TARGETS, "allowed_hosts")
LONGEST, MOST_HOSTS = 300, 20

_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.ASCII)
_LONGEST_HOST = 200
_PLAIN = re.compile(r"[A-Za-z0-9/?#&=%+.,:;~!$*'()_-]*", re.ASCII)
# What a server or browser may take for something else once it is decoded.
_HIDDEN = re.compile(r"%(?:0|1|2f|5c|7f)|%2e", re.IGNORECASE)


class TargetWrong(ValueError):
    """It is no address to send people to; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def host_of(written: str) -> str:
    """A host as it is compared: its letters as browsers send them. Raises TargetWrong.

    'Köp.example' is kept as 'xn--kp-fka.example', so a letter of another alphabet that looks the
    same makes another host.
    """
    host = written.strip().lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise _wrong(_NO_HOST, "host") from None
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host) or host.rpartition(".")[2].isdigit():
        raise _wrong(_NO_HOST, "host")
    return host


def hosts_of(written: str) -> Sequence[str]:
    """The list as typed, one host a line, each once. Raises TargetWrong for the first bad one."""
    hosts = list(dict.fromkeys(host_of(line) for line in written.splitlines() if line.strip()))
    if len(hosts) > MOST_HOSTS:
        raise _wrong(say(_("At most %(most)s hosts."), most=MOST_HOSTS), "many_hosts")
    return hosts


def target_of(written: str, hosts: Collection[str]) -> str:
    """The address as it is kept: '/a/page/' of the shop, or 'https://host/…' with a host of the
    list; "" for a blank one. Raises TargetWrong."""
    text = written.strip(" ")
    if not text:
        return ""
    if len(text) > LONGEST:
        raise _wrong(say(_("At most %(most)s characters."), most=LONGEST), "long")
    if any(unicodedata.category(sign)[0] in "CZ" or sign == "\\" for sign in text):
        raise _wrong(_("An address has no blanks, backslashes or invisible signs."), "signs")
    if text.startswith("/"):
        return _own_page(text)
    scheme, _colon, rest = text.partition("://")
    if scheme.lower() != "https" or not rest:
        raise _wrong(_("Write a page of the shop, /…, or a whole address, https://…."), "scheme")
    host, mark, after = _split_host(rest)
    if (kept := host_of(host)) not in hosts:
        raise _wrong(
            say(_("%(host)s is not on the list of other hosts."), host=kept), "host_unknown"
        )
    if after:
        _require_plain(mark + after)
    return f"https://{kept}{mark}{after}"


def usable(targets: Mapping[str, Any] | None, name: str) -> str:
    """What stands under `name`, while it is still good; else "". No query."""
    if targets is None:
        return ""
    try:
        return target_of(str(targets.get(name) or ""), targets.get("allowed_hosts") or ())
    except TargetWrong:
        return ""


def is_elsewhere(target: str) -> bool:
    """Whether it leads out of the shop."""
    return target.startswith("https://")


def loops(name: str, target: str) -> bool:
    """Whether people who come from log-in would be sent to log-in again."""
    return name == AFTER_LOGIN and target.startswith("/account/")


def _own_page(text: str) -> str:
    if text.startswith("//"):
        raise _wrong(_("A page of the shop begins with one slash."), "host_unknown")
    _require_plain(text)
    if any(part in {".", ".."} for part in urlsplit(text).path.split("/")):
        raise _wrong(_("Write the address without dots for folders."), "dots")
    return text


def _split_host(rest: str) -> tuple[str, str, str]:
    at = min((rest.index(mark) for mark in "/?#" if mark in rest), default=len(rest))
    return rest[:at], rest[at : at + 1], rest[at + 1 :]


def _require_plain(text: str) -> None:
    if not _PLAIN.fullmatch(text) or _HIDDEN.search(text):
        raise _wrong(
            _("Copy the page's address from the browser: letters a to z, digits, / ? = & and -."),
            "signs",
        )


def _wrong(reason: Text, code: str) -> TargetWrong:
    return TargetWrong(Refused(reason, code))


_NO_HOST = _("Write only the host's name, such as shop.example.com.")
