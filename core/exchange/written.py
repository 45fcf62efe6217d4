"""Values as a user would write them in a cell, so that their parser reads them back. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal


def joined(names: Iterable[str]) -> str:
    """Several in one cell. A name that holds what parts them stands in quotes."""
    return "; ".join(_apart(name) for name in names)


def _apart(name: str) -> str:
    if not re.search(r'[,;\n"]', name):
        return name
    return '"' + name.replace('"', '""') + '"'


def percentage(number: Decimal) -> Decimal | str:
    """The number; with its sign below one, where 0,5 could be taken for 50 %."""
    if 0 < number < 1:
        return f"{format(number.normalize(), 'f').replace('.', ',')} %"
    return number
