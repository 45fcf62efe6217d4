"""A logo or a banner: judged by its content, drawn anew, no larger than it is ever shown. Pure.

What is handed out is never the file that came: nothing that hides in one survives being drawn.
Drawings that are programs (SVG) are refused in words, since nothing here can make one safe.
"""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core.reasons import say
from core.uploads.errors import FileRefused, damaged, unpacks_too_large
from core.uploads.judging import judge

MOST_BYTES = 5 * 1024 * 1024
ACCEPTED = (".png", ".jpg", ".jpeg", ".gif", ".webp")


@dataclass(frozen=True, slots=True)
class Room:
    """How large the picture may be in pixels, and as what it is kept."""

    width: int
    height: int
    form: str
    least: int = 8


# Four times 40 pixels by 4:1, so that it is sharp on every screen and in print.
LOGO = Room(640, 160, "PNG")
BANNER = Room(1600, 500, "WEBP", least=100)


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    content_type: str
    sha256: str
    width: int
    height: int


def drawn(file: "File[bytes]", room: Room) -> Drawn:
    """The picture as it will be handed out. Raises FileRefused, in words for the form."""
    if (file.name or "").lower().endswith((".svg", ".svgz")):
        raise FileRefused(
            _("Drawings as SVG are not taken, since they can hold programs. Save it as PNG."), "svg"
        )
    judged = judge(file, most_bytes=MOST_BYTES)
    if not judged.content_type.startswith("image/"):
        reason = _("%(name)s is no picture. Send PNG, JPEG, GIF or WebP.")
        raise FileRefused(say(reason, name=str(judged.name)), "kind")
    made = _fitted(judged.content, room)
    out = BytesIO()
    made.save(out, format=room.form, **({"quality": 85} if room.form == "WEBP" else {}))
    content = out.getvalue()
    return Drawn(
        content=content,
        content_type=f"image/{room.form.lower()}",
        sha256=hashlib.sha256(content).hexdigest(),
        width=made.width,
        height=made.height,
    )


def _fitted(content: bytes, room: Room) -> Image.Image:
    """The first frame the right way up, within the room, without anything but its pixels."""
    try:
        with Image.open(BytesIO(content)) as picture:
            if picture.format == "JPEG":
                picture.draft("RGB", (room.width * 2, room.height * 2))
            upright = ImageOps.exif_transpose(picture) or picture
            plain = upright.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise unpacks_too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise damaged() from error
    if min(plain.size) < room.least:
        raise FileRefused(
            say(_("The picture is smaller than %(least)s pixels."), least=room.least), "small"
        )
    plain.thumbnail((room.width, room.height), Image.Resampling.LANCZOS)
    clean = Image.new("RGBA", plain.size)
    clean.paste(plain)
    return clean
