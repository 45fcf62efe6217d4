"""Whether an organisation number can be right. Pure; it warns and never refuses (P-32)."""

import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _
from django_countries import countries
from stdnum.dk import cvr
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr

from core.reasons import Text, say

_CHECKS: Mapping[str, Callable[[str], object]] = {
    "SE": se_orgnr.validate,
    "NO": no_orgnr.validate,
    "DK": cvr.validate,
    "FI": ytunnus.validate,
}
_AROUND = re.compile(r"[\s.\-–]+")
_CENTURIES = ("16", "19", "20")  # before ten digits, as Swedish authorities write them


def bare(country: str, written: str) -> str:
    """Only what counts: without spaces, dashes, the country's letters and Norway's 'MVA'."""
    number = _AROUND.sub("", written).upper().removeprefix(country)
    if country == "NO":
        number = number.removesuffix("MVA")
    if country == "SE" and len(number) == 12 and number.startswith(_CENTURIES):
        number = number[2:]
    return number


def spellings(country: str, written: str) -> list[str]:
    """Every way that the number may be kept, in small letters and without signs between them."""
    number = bare(country, written).lower()
    middles = ("", *_CENTURIES) if country == "SE" and len(number) == 10 else ("",)
    ends = ("", "mva") if country == "NO" else ("",)
    return [
        f"{start}{middle}{number}{end}"
        for start in ("", country.lower())
        for middle in middles
        for end in ends
    ]


def org_number_warning(country: str, written: str) -> Text:
    """Why the number looks wrong for its country; "" when it may be right or nobody can tell."""
    check = _CHECKS.get(country)
    if check is None or not written.strip():
        return ""
    try:
        check(bare(country, written))
    except ValidationError:
        return say(
            _("%(number)s is not an organisation number of %(country)s: look at its digits."),
            number=written,
            country=str(countries.name(country)),
        )
    return ""
