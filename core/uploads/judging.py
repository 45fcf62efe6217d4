"""The one answer about a file that was handed in: what it is, or why it is refused."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from core.uploads.errors import FileRefused, holds_a_program, too_large
from core.uploads.kinds import BY_SUFFIX, WITH_MACROS
from core.uploads.names import FileName, clean_file_name


@dataclass(frozen=True, slots=True)
class Judged:
    """A file that may stay. `content_type` is by its content; `sha256` in hexadecimal."""

    name: FileName
    content: bytes
    content_type: str
    sha256: str

    @property
    def size(self) -> int:
        return len(self.content)


def judge(file: "File[bytes]", *, most_bytes: int) -> Judged:
    """FileRefused unless name and content agree on one of the kinds that are taken.

    What the browser says of the file is not asked. Holds the whole file in memory.
    """
    name = clean_file_name(file.name or "")
    if name.suffix in WITH_MACROS:
        raise holds_a_program()
    kind = BY_SUFFIX.get(name.suffix)
    if kind is None:
        raise FileRefused(
            _(
                "Files of this kind are not taken. Send a PDF, an office document, text, CSV, or "
                "a picture (PNG, JPEG, GIF, WebP)."
            ),
            "kind",
        )
    if file.size is not None and file.size > most_bytes:
        raise too_large(most_bytes)
    file.seek(0)
    content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise too_large(most_bytes)
    if not content:
        raise FileRefused(_("The file is empty."), "empty")
    kind.check(content)
    return Judged(name, content, kind.content_type, hashlib.sha256(content).hexdigest())
