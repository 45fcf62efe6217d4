"""Text that a spreadsheet would run as a formula: marked in CSV with one apostrophe, and unmarked.

`unguard(guard(text)) == text` for every text, those that begin with apostrophes included.
"""

import re

# The full-width signs are taken for the plain ones by spreadsheets in East Asian settings.
_RUNS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_ONLY_A_NUMBER = re.compile(r"'*[+-][0-9][0-9 \u00a0.,]*\Z")


def guard(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if would_run(text) else text


def unguard(text: str) -> str:
    """The text as it was before `guard`; text that was never guarded comes back as it is."""
    return text[1:] if text.startswith("'") and would_run(text) else text


def would_run(text: str) -> bool:
    """Whether a spreadsheet would compute it, whatever apostrophes stand before it."""
    return _RUNS.match(text) is not None and _ONLY_A_NUMBER.match(text) is None
