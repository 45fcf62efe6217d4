"""Handing out a file that somebody once handed in: as an attachment, never to be shown in place."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def attachment(file: FieldFile, *, file_name: str, content_type: str) -> FileResponse:
    """The same bytes under `file_name`, which may hold any letters; Http404 if they are lost.

    No browser guesses another kind, shows it as a page of the shop, or leaves it for the next user.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=file_name, content_type=content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
