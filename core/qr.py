"""A QR code as one path, for a page to draw as SVG without style or script."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4  # modules of white around it; readers need them


@dataclass(frozen=True, slots=True)
class QrCode:
    """`path` fills the dark modules of a square drawing of `size` × `size` units."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """Dark modules beside each other become one rectangle, so the path stays short."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    pieces = []
    for y, row in enumerate(rows):
        start = None
        for x, is_dark in enumerate([*row, False]):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                pieces.append(f"M{start} {y}h{x - start}v1H{start}z")
                start = None
    return QrCode(size=len(rows), path="".join(pieces))
