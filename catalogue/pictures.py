"""Pictures in the sizes that pages show them in; made the first time somebody asks."""

from typing import Any

from django.conf import settings
from django.core.files.base import File
from easy_thumbnails.exceptions import EasyThumbnailsError
from easy_thumbnails.files import get_thumbnailer
from easy_thumbnails.source_generators import pil_image
from PIL import Image

from catalogue.models import ProductImage

# What Pillow raises depends on where in the file it gave up.
UNREADABLE = (
    EasyThumbnailsError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
)


def sizes() -> frozenset[str]:
    """The sizes there are: card, thumb, large."""
    return frozenset(settings.THUMBNAIL_ALIASES[""])


def first_frame(source: Any, **options: Any) -> Any:
    """A picture as Pillow reads it, still: a moving one would be drawn frame by frame, which
    takes a minute and a gigabyte for a small file.
    """
    return pil_image(source, **options).copy()


def thumbnail(image: ProductImage, size: str) -> "File[bytes] | None":
    """The picture in that size, or None without such a size or a whole file."""
    if size not in sizes():
        return None
    try:
        made: File[bytes] = get_thumbnailer(image.file)[size]
        made.open("rb")
    except UNREADABLE:
        return None
    return made
