"""For languages that write months small: the formats of our pages, with `b` in place of `M`.

Django gives a short month a capital in every language. Django looks a format up by its own text
first, so a page asks for "j M Y" and Swedish answers "j b Y": 20 nov 2026.
"""

from typing import Final

_ASKED_FOR: Final = (
    *("j M", "j M Y", "j M H:i", "j M Y H:i", "j M Y H:i:s"),
    *("D j M", "M", "M Y"),
)
SMALL_MONTHS: Final = {written: written.replace("M", "b") for written in _ASKED_FOR}
