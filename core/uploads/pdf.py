"""Whether a file is a PDF that may be handed on.

Looks at what lies open in the file. A PDF can hide much in packed objects, which is the reader's
own program's to judge; what is caught here is the plainly hostile, not the ingenious.
"""

import re
import zlib

from core.uploads.errors import damaged, holds_a_program, not_what_it_says, unpacks_too_large

_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
_STARTS_A_PROGRAM = re.compile(rb"/S\s*/Launch\b")
_ACTS = re.compile(rb"/S\s*/(?:URI|JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE)\b")
_ON_OPENING = re.compile(rb"/OpenAction\s*(?:(\d+)\s+\d+\s+R\b|(<<))")
_STREAM = re.compile(rb"/FlateDecode\b[^<>]{0,200}>>\s*stream\r?\n|>>\s*stream\r?\n")
_NEARBY = 400

_BOMB = 100 * 1024 * 1024  # bytes that one stream unpacks to …
_BOMB_RATIO = 100  # … at so many times its size
_BEST_RATIO = 1032  # of zlib
_WORK = 256 * 1024 * 1024  # unpacked bytes that we spend on one file


def check_pdf(content: bytes) -> None:
    """FileRefused unless it is a PDF from its first byte to its last, and opens quietly."""
    if not content.startswith(b"%PDF-"):
        raise not_what_it_says()
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise damaged()
    if not _OBJECT.search(content) or content[end + 5 :].strip(b"\0\r\n\t \x1a"):
        raise not_what_it_says()
    if _STARTS_A_PROGRAM.search(content) or _acts_on_opening(content):
        raise holds_a_program()
    _refuse_bombs(content)


def _acts_on_opening(content: bytes) -> bool:
    for found in _ON_OPENING.finditer(content):
        start = found.start()
        if number := found.group(1):
            target = re.search(rb"\b" + number + rb"\s+\d+\s+obj\b", content)
            if target is None:
                continue
            start = target.start()
        if _ACTS.search(content, start, start + _NEARBY):
            return True
    return False


def _refuse_bombs(content: bytes) -> None:
    """Unpacks the packed streams that are long enough to be a bomb, up to a limit of work."""
    left = _WORK
    for found in _STREAM.finditer(content):
        start = found.end()
        end = content.find(b"endstream", start)
        size = (end if end >= 0 else len(content)) - start
        if size * _BEST_RATIO < _BOMB or content[start : start + 1] != b"\x78":
            continue
        most = max(_BOMB, size * _BOMB_RATIO)
        unpacked = _unpacked(content, start, start + size, min(most, left))
        if unpacked >= most:
            raise unpacks_too_large()
        left -= unpacked
        if left <= 0:
            return


def _unpacked(content: bytes, start: int, end: int, most: int) -> int:
    """How many bytes come out, counted no further than `most`."""
    unpacker = zlib.decompressobj()
    rest, done = content[start:end], 0
    try:
        while rest and done < most and not unpacker.eof:
            done += len(unpacker.decompress(rest, min(1024 * 1024, most - done)))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return done
    return done
