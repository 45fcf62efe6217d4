"""Names, brands and texts of goods: of a real catalogue when its file is there, else made up.

Each product is a real one with other numbers in its name and a made-up series word before it, so
words are as unevenly spread as in a shop: some in every tenth name, most in very few.
"""

import bisect
import csv
import gzip
import itertools
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

REAL_GOODS = Path(__file__).resolve().parents[2] / "shared/data/catalogue/icecat_it_office.csv.gz"

_DIGITS = re.compile(r"\d+")
_SERIES_WORDS = 40_000
_MOST_ATTRIBUTES = 6
_LONGEST_NAME = 220

_ONSETS = ("b", "br", "d", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "t")
_VOWELS = ("a", "e", "i", "o", "u", "y", "å", "ö")
_CODAS = ("", "", "n", "r", "l", "x", "sk", "nd", "m")

_BRANDS = ("Nordock", "Silja", "Torvald", "Kvarn", "Ekeby", "Fjord", "Lumen", "Atlas", "Vira")
_THINGS = (
    *("skrivbordslampa", "dockningsstation", "tonerkassett", "kontorsstol", "nätverkskabel"),
    *("kopieringspapper", "whiteboardpenna", "datorskärm", "tangentbord", "förlängningssladd"),
    *("plastficka", "pärm", "laddare", "högtalare", "hylla", "handduk", "termos", "väska"),
)
_QUALITIES = ("svart", "vit", "grå", "blå", "robust", "tunn", "trådlös", "ergonomisk", "återvunnen")
_PURPOSES = (
    *("för kontor och hemarbete", "för skola och förskola", "för vård och omsorg"),
    *("för verkstad och lager", "med fem års garanti", "tillverkad av återvunnet material"),
)


@dataclass(frozen=True)
class Base:
    """A product that others are varied from."""

    name: str
    brand: str
    text: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """What is written about one product."""

    name: str
    brand: str
    summary: str
    description: str
    attributes: dict[str, str]


class Texts:
    """The texts of any number of products: the same ones for the same number, every time."""

    def __init__(self, bases: Sequence[Base]) -> None:
        self._bases = bases
        chance = random.Random("series")
        self._series = sorted({_made_up(chance) for _ in range(_SERIES_WORDS)})
        chance.shuffle(self._series)
        # Zipf: the tenth most common word is a tenth as common as the first.
        self._shares = list(itertools.accumulate(1 / n for n in range(1, len(self._series) + 1)))

    @classmethod
    def find(cls, path: Path = REAL_GOODS) -> "Texts":
        return cls(_real_goods(path) if path.exists() else list(_made_up_goods()))

    @property
    def are_real(self) -> bool:
        return len(self._bases) > len(_BRANDS) * len(_THINGS) * len(_QUALITIES)

    def of(self, number: int) -> Text:
        chance = random.Random(number)
        base = self._bases[chance.randrange(len(self._bases))]
        series = self._word(chance).capitalize()
        other = self._bases[chance.randrange(len(self._bases))]
        name = _other_numbers(base.name, chance)
        if not name.startswith(base.brand):
            name = f"{base.brand} {name}"
        name = f"{base.brand} {series} {name[len(base.brand) :].strip()}"[:_LONGEST_NAME].strip()
        return Text(
            name=name,
            brand=base.brand,
            summary=_other_numbers(base.text, chance)[:300],
            description=f"{base.text}. {other.text}. {self._word(chance)} {self._word(chance)}.",
            attributes=base.attributes,
        )

    def _word(self, chance: random.Random) -> str:
        place = bisect.bisect(self._shares, chance.random() * self._shares[-1])
        return self._series[min(place, len(self._series) - 1)]


def category_names(count: int) -> list[str]:
    """So many different names of branches."""
    chance = random.Random("categories")
    names: dict[str, None] = {}
    while len(names) < count:
        names[f"{_made_up(chance).capitalize()} {chance.choice(_THINGS)}"] = None
    return list(names)


def _other_numbers(text: str, chance: random.Random) -> str:
    """'ProCurve 420' → 'ProCurve 731': as long, so still a size or a model."""

    def other(found: re.Match[str]) -> str:
        digits = len(found[0])
        if digits > 12:
            return found[0]
        return str(chance.randrange(10 ** (digits - 1), 10**digits))

    return _DIGITS.sub(other, text)


def _made_up(chance: random.Random) -> str:
    return "".join(
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)
        for _syllable in range(chance.choice((2, 2, 3)))
    )


def _real_goods(path: Path) -> list[Base]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Base(
                name=" ".join(row["title"].split()) or row["sku"],
                brand=row["brand"].strip()[:60],
                text=" ".join(row["short_description"].split())[:400],
                attributes=_attributes(row["attributes_json"]),
            )
            for row in csv.DictReader(file)
        ]


def _attributes(text: str) -> dict[str, str]:
    """The first few that are texts, with names as people write them."""
    found: dict[str, str] = {}
    for key, value in json.loads(text or "{}").items():
        if isinstance(value, str) and 0 < len(value) <= 60:
            found[key.removeprefix("t_").replace("_", " ").strip().capitalize()] = value
        if len(found) == _MOST_ATTRIBUTES:
            break
    return found


def _made_up_goods() -> list[Base]:
    chance = random.Random("goods")
    return [
        Base(
            name=f"{brand} {thing} {quality} {chance.randrange(10, 9000)}",
            brand=brand,
            text=f"{thing.capitalize()}, {quality}, {chance.choice(_PURPOSES)}",
            attributes={"Färg": quality, "Längd": f"{chance.randrange(1, 90)} cm"},
        )
        for brand in _BRANDS
        for thing in _THINGS
        for quality in _QUALITIES
    ]
