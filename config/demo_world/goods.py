"""The goods of the demo world: read from goods/*.toml, written in bulk."""

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from catalogue.models import Category, Product, ProductCategory, Variant, VatRate
from catalogue.slugs import slug_of
from catalogue.sorting import sort_key

FOLDER = Path(__file__).with_name("goods")

# The tree's top, in the order of the shop's menu, with a drawing for each.
ROOTS = {
    "Datorer": "laptop",
    "IT-tillbehör": "dock",
    "Skrivare och toner": "printer",
    "Kontorsmaterial": "pen",
    "Möbler": "chair",
    "Städ och hygien": "cleaning",
    "Telefoni": "phone",
    "Fika och kök": "coffee",
}
# What lists can be narrowed by, of all that the goods tell of themselves; the most telling first.
FILTER_ATTRIBUTES = (
    *("Skärm", "Processor", "Minne", "Lagring", "Upplösning", "Anslutning", "Hastighet"),
    *("Portar", "Längd", "Storlek", "Format", "Klarar", "Bredd", "Material", "Skiva", "Färg"),
    *("Märkning", "Garanti"),
)
_GS1_PREFIX = "7340112"  # the invented supplier's; the next five digits count the articles
_NEW_EVERY = 14  # one product in so many came to the shop in the last weeks


@dataclass(frozen=True)
class Model:
    """One product of a family: its article, the words in its name, its price and its facts."""

    article: str
    words: str
    list_price_net: Decimal
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Family:
    """Products that share a category, a maker, a text and the versions they come in.

    `steps` is what each choice costs more than the first, ex VAT.
    """

    path: tuple[str, ...]
    kind: str
    brand: str
    sku: str
    name: str
    text: str
    models: tuple[Model, ...]
    unit: str = "st"
    vat: int = 25
    stock: int | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    choice: str = ""
    choices: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    is_drawn: bool = False

    @property
    def comes_in_colours(self) -> bool:
        return self.choice in {"Färg", "Skiva"}


@dataclass(frozen=True)
class Article:
    """A product with its family and variants, as it stands in the database."""

    family: Family
    place: int  # its number in the family
    product: Product
    variants: Sequence[Variant]


@dataclass(frozen=True)
class Goods:
    """All that is for sale, in the order of the files."""

    articles: Sequence[Article]
    categories: Mapping[tuple[str, ...], Category]
    vat: Mapping[int, VatRate]

    def variant(self, sku: str) -> Variant:
        return next(v for a in self.articles for v in a.variants if v.sku == sku)

    def under(self, name: str) -> list[Article]:
        """What lies in the category of that name, at any depth."""
        return [article for article in self.articles if name in article.family.path]


def read_families() -> list[Family]:
    found: dict[str, list[Family]] = {root: [] for root in ROOTS}
    for file in sorted(FOLDER.glob("*.toml")):
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["family"]:
            family = _family(row)
            found[family.path[0]].append(family)
    return [family for families in found.values() for family in families]


def _family(row: Mapping[str, Any]) -> Family:
    models = tuple(
        Model(article, words, Decimal(price), dict(zip(row["facts"], facts, strict=True)))
        for article, words, price, *facts in row["models"]
    )
    choices = tuple(row.get("choices", ()))
    return Family(
        path=tuple(row["path"].split(" > ")),
        kind=row["kind"],
        brand=row["brand"],
        sku=row["sku"],
        name=row["name"],
        text=row["text"],
        models=models,
        unit=row.get("unit", "st"),
        vat=row.get("vat", 25),
        stock=row.get("stock"),
        fixed=row.get("fixed", {}),
        choice=row.get("choice", ""),
        choices=choices,
        steps=tuple(row.get("steps", [0] * len(choices))),
        is_drawn=row.get("drawn", False),
    )


def make_goods(now: datetime) -> Goods:
    """Writes VAT rates, the tree, products and variants. Audiences and search come later."""
    families = read_families()
    vat = {
        percent: VatRate.objects.create(
            name=f"{percent} %", percent=Decimal(percent), is_default=percent == 25
        )
        for percent in (25, 12, 6)
    }
    categories = _make_tree(families)
    articles = list(_make_products(families, vat, now))
    ProductCategory.objects.bulk_create(
        ProductCategory(product=article.product, category=categories[article.family.path])
        for article in articles
    )
    return Goods(articles, categories, vat)


def _make_tree(families: Sequence[Family]) -> dict[tuple[str, ...], Category]:
    """One insert for each level; a branch has the drawing of the first goods under it."""
    drawings: dict[tuple[str, ...], str] = {(name,): drawing for name, drawing in ROOTS.items()}
    for family in families:
        for depth in range(1, len(family.path) + 1):
            drawings.setdefault(family.path[:depth], family.kind)
    made: dict[tuple[str, ...], Category] = {}
    for depth in (1, 2, 3):
        level = [path for path in drawings if len(path) == depth]
        for position, path in enumerate(level):
            parent = made.get(path[:-1])
            slug = slug_of(path[-1])
            made[path] = Category(
                name=path[-1],
                slug=slug,
                path=f"{parent.path}/{slug}" if parent else slug,
                parent=parent,
                position=position,
                pictogram=drawings[path],
            )
        Category.objects.bulk_create(made[path] for path in level)
    return made


def _make_products(
    families: Sequence[Family], vat: Mapping[int, VatRate], now: datetime
) -> Iterator[Article]:
    drafts = [
        (family, place, _product(family, model, now), model)
        for family in families
        for place, model in enumerate(family.models)
    ]
    _shelve(drafts, now)
    Product.objects.bulk_create(product for _family, _place, product, _model in drafts)
    eans = _eans()
    chance = random.Random("stock")  # noqa: S311 - the same world every time, nothing secret
    articles = [
        Article(family, place, product, _variants(family, model, product, vat, eans, chance))
        for family, place, product, model in drafts
    ]
    Variant.objects.bulk_create(variant for article in articles for variant in article.variants)
    for article in articles:
        codes = [code for v in article.variants for code in (v.sku, v.part_number, v.ean)]
        article.product.search_codes = " ".join(codes)
    Product.objects.bulk_update([article.product for article in articles], ["search_codes"])
    yield from articles


def _shelve(drafts: Sequence[tuple[Family, int, Product, Model]], now: datetime) -> None:
    """Most goods have been in the shop for long; a few are new."""
    chance = random.Random("shelves")  # noqa: S311
    for number, (_family, _place, product, _model) in enumerate(drafts):
        is_new = number % _NEW_EVERY == _NEW_EVERY - 1
        days = chance.randrange(3, 60) if is_new else chance.randrange(400, 1200)
        product.created_at = now - timedelta(days=days, minutes=number)


def _product(family: Family, model: Model, now: datetime) -> Product:
    name = family.name.format(model.words)
    summary = " · ".join(value for value in model.facts.values() if value)
    return Product(
        name=name,
        slug=slug_of(name),
        sort_key=sort_key(name),
        brand=family.brand,
        summary=summary,
        description=family.text,
        created_at=now,
    )


def _variants(
    family: Family,
    model: Model,
    product: Product,
    vat: Mapping[int, VatRate],
    eans: Iterator[str],
    chance: random.Random,
) -> list[Variant]:
    sku = f"{family.sku}-{model.article}"
    made = []
    for position, choice in enumerate(family.choices or ("",)):
        more = family.steps[position] if choice else 0
        chosen = {family.choice: choice} if choice else {}
        made.append(
            Variant(
                product=product,
                sku=f"{sku}-{_code(choice)}" if choice else sku,
                name=choice,
                ean=next(eans),
                part_number=f"{sku.replace('-', '')}{_code(choice)}EU",
                list_price_net=model.list_price_net + more,
                vat_rate=vat[family.vat],
                stock_quantity=_stock(chance) if family.stock is None else family.stock,
                no_backorder=family.kind == "server" and position == 0,
                unit=family.unit,
                position=position,
                attributes={**chosen, **model.facts, **family.fixed},
            )
        )
    return made


def _code(choice: str) -> str:
    """'Grafit' → GR, '500 GB' → 500GB: the end of an article number."""
    plain = "".join(c for c in normalize("NFKD", choice) if not combining(c) and c.isalnum())
    return plain.upper() if plain[:1].isdigit() else plain[:2].upper()


def _stock(chance: random.Random) -> int:
    """Mostly plenty, sometimes few, now and then none."""
    kind = chance.random()
    if kind < 0.05:
        return 0
    return chance.randrange(1, 10) if kind < 0.15 else chance.randrange(12, 640)


def _eans() -> Iterator[str]:
    for number in range(100_000):
        digits = f"{_GS1_PREFIX}{number:05}"
        yield f"{digits}{check_digit(digits)}"


def check_digit(digits: str) -> int:
    """The last digit of an EAN-13: weights 1 and 3 in turn, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return -total % 10
