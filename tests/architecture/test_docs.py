"""The documents: every link in them leads to a file, and every picture is shown by one of them."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def linked() -> dict[Path, str]:
    """The files that are linked to, and which document does."""
    return {
        (document.parent / address).resolve(): document.name
        for document in DOCUMENTS
        for address in LINK.findall(document.read_text())
        if not address.startswith(("http:", "https:"))
    }


def test_every_link_leads_to_a_file() -> None:
    assert not {path: by for path, by in linked().items() if not path.exists()}


def test_every_picture_is_shown() -> None:
    pictures = {path.resolve() for path in (ROOT / "docs" / "screenshots").iterdir()}
    assert len(pictures) > 10
    assert not pictures - set(linked())
