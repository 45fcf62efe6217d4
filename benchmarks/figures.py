"""Names of what is measured, and the figure that each page gets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from benchmarks.load import Round, median_of, percentile

CEILING = "ceiling_page"
PAGES = (
    *("category_page", "category_page_deep", "product_page"),
    *("search_words", "search_part_number", "search_typo", "cart"),
)
ORDERS = ("place_order", "checkout")


@dataclass(frozen=True)
class Figure:
    """One page. `share` is of the ceiling's rate in the same rounds; 1 for the ceiling itself."""

    requests_per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    postgres_cpu_ms: float
    sql: int
    share: float
    clients_cpu_ms: float
    kilobytes: float
    requests: int

    @classmethod
    def of(cls, rounds: Sequence[Round], beside: Sequence[Round], sql: int) -> "Figure":
        """`beside` are the ceiling's rounds, each run right before the round in the same place."""
        times = [time for each in rounds for time in each.times]
        requests = max(1, len(times))
        pairs = zip(rounds, beside, strict=True)
        return cls(
            requests_per_second=round(median_of([each.rate for each in rounds]), 2),
            p50_ms=round(percentile(times, 0.5), 2),
            p95_ms=round(percentile(times, 0.95), 2),
            cpu_ms=round(1000 * sum(each.web_cpu for each in rounds) / requests, 3),
            postgres_cpu_ms=round(1000 * sum(each.database_cpu for each in rounds) / requests, 3),
            sql=sql,
            share=round(median_of([one.rate / other.rate for one, other in pairs]), 4),
            clients_cpu_ms=round(1000 * sum(each.clients_cpu for each in rounds) / requests, 3),
            kilobytes=round(rounds[0].page_bytes / 1024, 1),
            requests=len(times),
        )


@dataclass(frozen=True)
class Wanted:
    """A promise about a page, in the words of the table."""

    share: float = 0.0  # at least this part of the ceiling's rate
    sql: int = 0  # at most

    def verdict(self, figure: Figure) -> str:
        held = []
        if self.share:
            held.append((f"≥ 1/{round(1 / self.share)} of the ceiling", figure.share >= self.share))
        if self.sql:
            held.append((f"SQL ≤ {self.sql}", figure.sql <= self.sql))
        return ", ".join(f"{words}: {'held' if good else 'MISSED'}" for words, good in held)


WANTED: Mapping[str, Wanted] = {
    "category_page": Wanted(share=1 / 3, sql=8),
    "category_page_deep": Wanted(share=1 / 3, sql=8),
    "place_order": Wanted(sql=25),
    "checkout": Wanted(share=1 / 8),
}


def table(figures: Mapping[str, Figure]) -> list[str]:
    """A line for each page: rates, times, cost, part of the ceiling, and what was wanted."""
    heading = (
        f"{'':<20}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>8}{'PG ms':>8}{'SQL':>5}"
        f"{'KB':>7}{'share':>8}  wanted"
    )
    lines = [heading]
    for name, figure in figures.items():
        wanted = WANTED.get(name)
        lines.append(
            f"{name:<20}{figure.requests_per_second:>8.1f}{figure.p50_ms:>9.1f}"
            f"{figure.p95_ms:>9.1f}{figure.cpu_ms:>8.2f}{figure.postgres_cpu_ms:>8.2f}"
            f"{figure.sql:>5}{figure.kilobytes:>7.1f}{figure.share:>8.3f}  "
            f"{wanted.verdict(figure) if wanted else ''}".rstrip()
        )
    return lines


def as_json(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {name: asdict(figure) for name, figure in figures.items()}
