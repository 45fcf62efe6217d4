"""The order of names: Swedish and Norwegian, the same on every server (å ä æ ö ø after z)."""

import unicodedata

# PostgreSQL's own order depends on the server, so names are kept as keys in plain code point
# order. '{', '|' and '}' are the characters that follow 'z'. å ä ö as in Swedish; the Norwegian
# letters sort with their Swedish sisters.
_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_LONGEST = 255


def sort_key(name: str) -> str:
    """What to order `name` by: lower case, accents left out except on letters of their own."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_AFTER_Z)
    kept = folded
    if not folded.isascii():
        plain = unicodedata.normalize("NFKD", folded)
        kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(kept.split())[:_LONGEST].rstrip()
