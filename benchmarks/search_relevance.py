"""How well search ranks: nDCG@10 of judged questions over a real catalogue, beside two plain ways.

`python -m benchmarks.search_relevance catalogue.csv[.gz] judgements.csv` from the project's root.
The catalogue is read with the mapping "icecat"; the judgements are `query, icecat_id, rating` 0-3.
"""

import benchmarks.ready  # noqa: F401 - before anything that needs Django

# isort: split

import csv
import gzip
import math
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import QuerySet

from benchmarks.scratch import scratch_database
from catalogue.models import Product, VatRate
from catalogue.selectors.search import search
from catalogue.services.import_products import ProductImport
from catalogue.services.search_index import index_next_due
from core.imports.mappings import find_mapping
from core.imports.now import import_now
from customers.actors import ANONYMOUS, SYSTEM

_SHOWN = 10
Judgements = Mapping[str, Mapping[int, int]]  # question → product → rating


def main(catalogue: Path, judgements: Path) -> None:
    with scratch_database():
        load(catalogue)
        report(judgements)


def load(catalogue: Path) -> None:
    """The file through the shop's own import, then made findable as the worker would."""
    VatRate.objects.get_or_create(percent=25, defaults={"name": "25 %", "is_default": True})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.csv"
        opened = gzip.open if catalogue.suffix == ".gz" else open
        with opened(catalogue, "rb") as packed, path.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        mapping = find_mapping("icecat", sheet="products", shipped=ProductImport.shipped_mappings)
        import_now(
            actor=SYSTEM,
            make=ProductImport,
            path=path,
            options={"rate": "10.5", "mapping": mapping.to_json()},
            skip_bad_rows=True,
        )
    while index_next_due():
        pass


def report(judgements: Path) -> None:
    judged, left_out = read_judgements(judgements)
    print(f"{len(judged)} questions; {left_out} judgements of goods that are not here left out")
    questions = sorted(judged)
    halves = {"tuned on": questions[::2], "held back": questions[1::2], "all": questions}
    for name, way in (("search", ours), ("full text", full_text), ("icontains", icontains)):
        gains = {question: ndcg(way(question), judged[question]) for question in questions}
        figures = (f"{half} {_mean(gains, asked):.3f}" for half, asked in halves.items())
        print(f"{name:10} nDCG@{_SHOWN}: {', '.join(figures)}")


def read_judgements(path: Path) -> tuple[Judgements, int]:
    """Of goods that are here, for questions that have a good answer here; how many are left out."""
    here = dict(Product.objects.exclude(external_id="").values_list("external_id", "pk"))
    judged: dict[str, dict[int, int]] = defaultdict(dict)
    left_out = 0
    with path.open(newline="", encoding="utf-8") as file:
        for question, number, rating in list(csv.reader(file))[1:]:
            if number in here:
                judged[question][here[number]] = int(rating)
            else:
                left_out += 1
    return {asked: ratings for asked, ratings in judged.items() if any(ratings.values())}, left_out


def ours(question: str) -> Sequence[int]:
    return search(ANONYMOUS, question, limit=_SHOWN).product_ids


def full_text(question: str) -> Sequence[int]:
    """PostgreSQL's own, untuned: one language, every field alike, `ts_rank`."""
    vector = SearchVector("name", "brand", "summary", "description", config="english")
    query = SearchQuery(question, config="english")
    found = Product.objects.annotate(vector=vector, rank=SearchRank(vector, query))
    return _ids(found.filter(vector=query).order_by("-rank", "pk"))


def icontains(question: str) -> Sequence[int]:
    found = Product.objects.filter(name__icontains=question)
    return _ids(found.order_by("-popularity", "sort_key", "pk"))


def ndcg(shown: Sequence[int], ratings: Mapping[int, int]) -> float:
    """1 = the best goods first; goods that nobody judged count as 0."""
    best = sorted(ratings.values(), reverse=True)[:_SHOWN]
    return _gain([ratings.get(pk, 0) for pk in shown]) / _gain(best)


def _gain(ratings: Sequence[int]) -> float:
    return sum((2.0**rating - 1) / math.log2(place + 2) for place, rating in enumerate(ratings))


def _mean(gains: Mapping[str, float], questions: Sequence[str]) -> float:
    return sum(gains[question] for question in questions) / max(1, len(questions))


def _ids(found: QuerySet[Product]) -> Sequence[int]:
    return list(found.values_list("pk", flat=True)[:_SHOWN])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
