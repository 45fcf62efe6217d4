"""Reading a mail that says that one of ours did not arrive (RFC 3464). Pure, and never surprised.

Whatever comes in was written by somebody else, perhaps to do harm: it is cut, read once, and
believed only as far as it names a mail that we wrote ourselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from hashlib import sha256

MOST_BYTES = 512_000  # the report comes first; what follows is our own mail back
_MOST_PARTS = 60
_SAID = 300
_MESSAGE_ID = re.compile(rb"<[!-;=?-~]{1,110}@[A-Za-z0-9.-]{1,100}>")
_STOP = re.compile(rb"/newsletter/stop/([A-Za-z0-9_~.%=-]{10,200})")
_MOST_IDS = 40
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"^\s*(?:smtp;)?\s*([245])\d\d\b", re.IGNORECASE)
# Permanent by its number, and yet not the address's fault: full, too large, policy, the server.
_ONLY_NOW = re.compile(r"5\.(2\.[23]|3\.\d+|6\.\d+|7\.\d+)$")


@dataclass(frozen=True, slots=True)
class Report:
    """One mail that did not arrive. `ids` and `stops`: what may name a mail of ours."""

    key: str
    is_hard: bool
    status: str
    said: str
    ids: tuple[str, ...]
    stops: tuple[str, ...]


def read_report(raw: bytes) -> Report | None:
    """None for what is no report of a failure: a human's answer, a delay, a success, rubbish."""
    cut = raw[:MOST_BYTES]
    try:
        found = _failure(message_from_bytes(cut))
    except Exception:  # nesting without end, headers that cannot be: not ours to mend
        return None
    if found is None:
        return None
    status, said = found
    ids = tuple(dict.fromkeys(each.decode("ascii") for each in _MESSAGE_ID.findall(_joined(cut))))
    stops = dict.fromkeys(each.decode("ascii") for each in _STOP.findall(_joined(cut)))
    return Report(
        key="report-" + sha256(cut).hexdigest(),
        is_hard=is_hard(status),
        status=status,
        said=said,
        ids=ids[:_MOST_IDS],
        stops=tuple(stops)[:_MOST_IDS],
    )


def is_hard(status: str) -> bool:
    """For good: "5.1.1", "550". Not 4.x.x, and not a mailbox that is full today."""
    return status.startswith("5") and _ONLY_NOW.search(status) is None and status[:3] != "552"


def _joined(cut: bytes) -> bytes:
    """Without the soft line ends of quoted-printable, which would cut our link in two."""
    return cut.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"=3D", b"=")


def _failure(message: Message) -> tuple[str, str] | None:
    """(status, what the server said) of the first recipient that failed."""
    for part in _parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        if not isinstance(blocks, list):
            continue
        for block in blocks[:_MOST_PARTS]:
            if not isinstance(block, Message) or _field(block, "Action").lower() != "failed":
                continue
            said = _field(block, "Diagnostic-Code")
            return _status_of(_field(block, "Status"), said), said[:_SAID]
    return None


def _parts(message: Message) -> Iterator[Message]:
    """Not `walk`, which follows any nesting: a report has its parts at the top."""
    payload = message.get_payload()
    if isinstance(payload, list):
        yield from (part for part in payload[:_MOST_PARTS] if isinstance(part, Message))


def _field(block: Message, name: str) -> str:
    text = " ".join(str(block.get(name, "")).split())
    return "".join(letter for letter in text if letter.isprintable())


def _status_of(status: str, said: str) -> str:
    if found := _STATUS.search(status) or _STATUS.search(said):
        return found[0]
    code = _CODE.match(said)
    return f"{code[1]}.0.0" if code else ""
