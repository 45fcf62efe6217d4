"""Keeps what search looks in: whoever changes a product or variant calls `reindex_products`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from catalogue.models import (
    EVERYONE_ID,
    Product,
    ProductSearch,
    SearchCode,
    SearchDue,
    SearchWord,
    Variant,
    VariantCode,
)
from catalogue.search.marks import Groups, marks_of
from catalogue.search.words import (
    fold_code,
    fold_letters,
    fold_name,
    indexed,
    vocabulary,
)
from catalogue.services.search_vectors import IndexEntry, settle_tiers, write_entries

# More than these wait for the worker; it takes so many at a time.
MOST_AT_ONCE = 2_000
# The worker's task (catalogue.tasks).
TASK = "catalogue.index_due"
_BATCH = 500
# What a description and attributes may add: the rest of a very long text finds nothing more.
_LONG_TEXT = 8_000


def reindex_products(product_ids: Collection[int]) -> None:
    """Make these products findable as they now are. Call it after their audiences are settled.

    A handful of statements for each 500 products. Products are locked in number order, so two
    calls at once never block each other for ever.
    """
    counted: Counter[str] = Counter()
    with transaction.atomic():
        for batch in _batches(sorted(set(product_ids))):
            products = _read(batch)
            counted.update(_changed_words(products))
            write_entries([entry.as_indexed() for entry in products])
            _write_codes(batch, products)
        _write_words(counted)


def index_products(product_ids: Collection[int]) -> None:
    """At once when they are few; else the worker does it, some at a time, after the commit."""
    if len(product_ids) <= MOST_AT_ONCE:
        reindex_products(product_ids)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalogue_searchdue (product_id) SELECT unnest(%s::bigint[])"
            " ON CONFLICT DO NOTHING",
            [sorted(product_ids)],
        )
    defer_indexing()


def defer_indexing() -> None:
    """Has the worker index what waits. Asked twice, it does so once."""
    try:
        with transaction.atomic():
            app.configure_task(TASK, queueing_lock=TASK).defer()
    except AlreadyEnqueued:
        pass  # that one will see these products too


@transaction.atomic
def index_next_due() -> bool:
    """One part of the products that wait, all or nothing; whether more are waiting.

    Then the next job is left in the same transaction, so that none is forgotten.
    """
    due = SearchDue.objects.order_by("pk").select_for_update(skip_locked=True)
    some = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    reindex_products(some)
    SearchDue.objects.filter(pk__in=some).delete()
    is_more = len(some) == MOST_AT_ONCE
    if is_more:
        defer_indexing()
    else:
        settle_tiers()
    return is_more


def forget_words(gone: Counter[str]) -> None:
    """By how many products less each word is now held: those products are no more."""
    _write_words(Counter({word: -count for word, count in gone.items()}))


def rebuild_search() -> int:
    """The whole index anew, as after a restore or a change of the rules; how many products."""
    with transaction.atomic():
        SearchWord.objects.all().delete()
        ProductSearch.objects.all().delete()
        SearchDue.objects.all().delete()
        product_ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
        reindex_products(product_ids)
        settle_tiers()
    return len(product_ids)


@dataclass
class _Searchable:
    """One product's text, by weight, and the codes of its variants."""

    product_id: int
    audience_id: int
    groups: Groups
    name: str
    brand: str
    summary: str
    popularity: int
    codes: list[str] = field(default_factory=list)
    long_text: list[str] = field(default_factory=list)
    variant_names: list[str] = field(default_factory=list)
    variant_codes: set[tuple[int, str]] = field(default_factory=set)

    def words(self) -> frozenset[str]:
        return vocabulary(f"{self.name} {self.brand}")

    def as_indexed(self) -> IndexEntry:
        return IndexEntry(
            product_id=self.product_id,
            marks=marks_of(self.audience_id, self.groups),
            name=indexed(self.name),
            codes=indexed(" ".join([self.brand, *self.codes, *self.variant_names])),
            summary=indexed(self.summary),
            body=indexed(" ".join(self.long_text)[:_LONG_TEXT]),
            words=" ".join(sorted(self.words())),
            whole_name=fold_name(self.name),
            popularity=self.popularity,
        )


def _batches(product_ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(product_ids)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read(product_ids: list[int]) -> list[_Searchable]:
    """The products' text and codes. Three queries."""
    found = {}
    products = Product.objects.filter(pk__in=product_ids).select_related("audience").order_by("pk")
    for product in products.select_for_update(of=("self",)):
        groups = product.audience.group_ids
        found[product.pk] = _Searchable(
            product.pk,
            product.audience.pk,
            None if groups is None else frozenset(groups),
            product.name,
            product.brand,
            product.summary,
            product.popularity,
            long_text=[product.description],
        )
    further = defaultdict(list)
    for variant_id, code in VariantCode.objects.filter(
        variant__product__in=product_ids
    ).values_list("variant_id", "code"):
        further[variant_id].append(code)
    for variant in Variant.objects.filter(product__in=product_ids).order_by("position", "pk"):
        entry = found[variant.product_id]
        _add_variant(
            entry,
            variant,
            further[variant.pk],
            is_open=variant.audience_id in (EVERYONE_ID, entry.audience_id),
        )
    return list(found.values())


def _add_variant(
    entry: _Searchable, variant: Variant, further: list[str], *, is_open: bool
) -> None:
    """A variant limited more than its product is found by code only, by those who may see it."""
    codes = [variant.sku, variant.part_number, variant.ean]
    for code in [*codes, *further]:
        if folded := fold_code(code):
            entry.variant_codes.add((variant.pk, folded))
    if is_open and variant.is_active:
        entry.codes += codes
        entry.variant_names.append(variant.name)
        entry.long_text += _attribute_texts(variant.attributes)


def _attribute_texts(attributes: Mapping[str, Any]) -> Iterator[str]:
    return (value for value in attributes.values() if isinstance(value, str))


def _changed_words(products: list[_Searchable]) -> Counter[str]:
    """By how many products each word's count changes; 0 for those that stay."""
    changed: Counter[str] = Counter()
    before = dict(
        ProductSearch.objects.filter(pk__in=[entry.product_id for entry in products]).values_list(
            "pk", "words"
        )
    )
    for entry in products:
        changed.update(entry.words())
        changed.subtract(before.get(entry.product_id, []))
    return changed


def _write_codes(product_ids: list[int], products: list[_Searchable]) -> None:
    """Only what differs is written: most changes of a product leave its codes alone."""
    before = {
        (variant_id, folded): pk
        for pk, variant_id, folded in SearchCode.objects.filter(
            product__in=product_ids
        ).values_list("pk", "variant_id", "folded")
    }
    after = {pair: entry.product_id for entry in products for pair in entry.variant_codes}
    gone = [pk for pair, pk in before.items() if pair not in after]
    if gone:
        SearchCode.objects.filter(pk__in=gone).delete()
    SearchCode.objects.bulk_create(
        SearchCode(variant_id=variant_id, folded=folded, product_id=product_id)
        for (variant_id, folded), product_id in after.items()
        if (variant_id, folded) not in before
    )


def _write_words(changed: Counter[str]) -> None:
    """Add to the counts in alphabetical order, which is the order of locking."""
    words = sorted(word for word, by in changed.items() if by)
    if not words:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO catalogue_searchword (word, folded, frequency)
            SELECT * FROM unnest(%s::text[], %s::text[], %s::integer[])
            ON CONFLICT (word) DO UPDATE
            SET frequency = catalogue_searchword.frequency + excluded.frequency
            """,
            [words, [fold_letters(word)[:60] for word in words], [changed[word] for word in words]],
        )
    SearchWord.objects.filter(word__in=words, frequency__lte=0).delete()
