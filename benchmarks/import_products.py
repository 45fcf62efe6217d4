"""200 000 products with category paths and prices: plan and apply, against reading and copying raw.

`python -m benchmarks.import_products [rows]` from the project's root, as `import_users`.
"""

import benchmarks.ready  # noqa: F401 - before anything that needs Django

# isort: split

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import plan_and_apply, read_and_copy_raw
from benchmarks.scratch import peak_megabytes, scratch_database
from catalogue.models import Product, Variant, VatRate
from catalogue.services.import_products import ProductImport
from core.exchange.writer import Value, write_xlsx

HEADINGS = (
    *("Artikelnummer", "Namn", "Märke", "EAN", "Tillverkarens artikelnummer", "Kategori"),
    *("Listpris ex moms", "Moms %", "Lager", "Enhet"),
)


def sheet_rows(count: int) -> Iterator[tuple[Value, ...]]:
    for n in range(count):
        branch = n % 1000
        path = f"Avdelning {branch // 100} > Grupp {branch // 10} > Gren {branch}"
        yield (
            *(f"BM-{n:07}", f"Produkt {n % 4999} av serie {n}", f"Märke {n % 331}"),
            *(f"73{n:011}", f"MPN{n:08}", path, 100 + n % 9000, 25, n % 250, "st"),
        )


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, scratch_database():
        VatRate.objects.get_or_create(percent=25, defaults={"name": "25 %", "is_default": True})
        path = Path(folder) / "products.xlsx"
        write_xlsx(path, sheet_title="Products", headings=HEADINGS, rows=sheet_rows(count))
        planned, applied = plan_and_apply(ProductImport, path)
        megabytes = peak_megabytes()
        assert Product.objects.count() == Variant.objects.count() == count
        read, copied = read_and_copy_raw(path, len(HEADINGS))
        print(
            json.dumps(
                {
                    "rows": count,
                    "read_raw": round(read, 2),
                    "copy_raw": round(copied, 2),
                    "plan": round(planned, 2),
                    "apply": round(applied, 2),
                    "ratio": round((planned + applied) / (read + copied), 2),
                    "worker_megabytes": megabytes,
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
