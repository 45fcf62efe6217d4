"""Whether a file is a picture that may be handed on."""

import re
import zipfile
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from core.uploads.errors import (
    FileRefused,
    damaged,
    holds_a_program,
    not_what_it_says,
    unpacks_too_large,
)

_MOST_PIXELS = 64_000_000
# Nobody writes these in a picture's comment but to have a server or a browser run them.
_SCRIPT = re.compile(rb"<script|<\?php|<html", re.IGNORECASE)


def check_picture(content: bytes, *, form: str) -> None:
    """FileRefused unless the first frame can be drawn and nothing else hides in the file.

    `form` is Pillow's name for the format.
    """
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            width, height = picture.size
            if width * height > _MOST_PIXELS:
                raise unpacks_too_large()
            # A photograph is drawn small: that shows whether it is whole, and costs a fraction.
            picture.draft("RGB", (width // 8, height // 8))
            picture.load()
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unpacks_too_large() from error
    except UnidentifiedImageError as error:
        raise not_what_it_says() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise damaged() from error
    if _SCRIPT.search(content) or zipfile.is_zipfile(BytesIO(content)):
        raise holds_a_program()
