"""Pictures in the sizes that pages show them in; made the first time somebody asks."""

from django.conf import settings
from django.core.files.base import File
from easy_thumbnails.exceptions import EasyThumbnailsError
from easy_thumbnails.files import get_thumbnailer

from catalogue.models import ProductImage


def sizes() -> frozenset[str]:
    """The sizes there are: card, thumb, large."""
    return frozenset(settings.THUMBNAIL_ALIASES[""])


def thumbnail(image: ProductImage, size: str) -> "File[bytes] | None":
    """The picture in that size, or None without such a size or a whole file."""
    if size not in sizes():
        return None
    try:
        made: File[bytes] = get_thumbnailer(image.file)[size]
        made.open("rb")
    except (EasyThumbnailsError, OSError):
        return None
    return made
