"""What a buyer calls goods: own article numbers, and goods found by any number on paper or box."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from catalogue.models import OwnArticleNumber, SearchCode, Variant
from catalogue.search.words import fold_code
from catalogue.selectors.visibility import visible_variants
from core.prepared import Among, Prepared
from customers.actors import Actor
from customers.models import Customer

_MOST_ROWS = 20_000  # of codes that many goods share; nobody means one of so many
_NEAR_OF = 20
_NEAR_EACH = 3
_NEAR_LOOKED_AT = 12


class FoundBy(IntEnum):
    """By which of its numbers a variant was found, the surest first."""

    WRITTEN_SO = 0  # the article number, to the letter
    ARTICLE_NUMBER = 1  # written another way
    OWN_NUMBER = 2
    OTHER_CODE = 3  # EAN, manufacturer's part number, a further code


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """A variant that a code means, with its product and VAT rate."""

    variant: Variant
    found_by: FoundBy


def own_numbers_of(actor: Actor, variant_ids: Collection[int]) -> Mapping[int, str]:
    """By variant: what the visitor's customer calls it, else its main or a further group does.

    One query; none without a customer.
    """
    if actor.customer is None or not variant_ids:
        return {}
    rows = _OWN_NUMBERS.rows(
        customer_id=actor.customer.pk,
        group_id=actor.customer.main_group_id,
        variant_ids=list(variant_ids),
    )
    found: dict[int, str] = {}
    for variant_id, number in rows:
        found.setdefault(variant_id, number)
    return found


def variants_by_codes(actor: Actor, codes: Iterable[str]) -> Mapping[str, Sequence[CodeMatch]]:
    """By code as given: the goods that the visitor may buy and that it means, the surest first.

    Article number, the customer's own number, EAN, part number and further codes, all as people
    type them ('nd 4012-gb'). An exact article number or own number leaves the other kinds out;
    more than one answer = ask which. A code without an answer is missing. Three queries, four
    with a customer, for any number of codes.
    """
    folded = {code: fold_code(code) for code in codes}
    meant = _meant(actor, folded)
    seen = {
        variant.pk: variant
        for variant in visible_variants(actor)
        .filter(pk__in={pk for found in meant.values() for pk in found})
        .select_related("product", "vat_rate")
    }
    answers = {}
    for code in folded:
        found = _surest({pk: kind for pk, kind in meant.get(code, {}).items() if pk in seen})
        if found:
            answers[code] = [CodeMatch(seen[pk], kind) for pk, kind in found]
    return answers


def visible_variant_with_sku(actor: Actor, sku: str) -> Variant | None:
    """The variant with exactly this article number, with product and VAT rate. One query."""
    variants = visible_variants(actor).select_related("product", "vat_rate")
    return variants.filter(sku=sku).first()


def variant_ids_by_codes(codes: Iterable[str]) -> Mapping[str, Collection[int]]:
    """By code: every variant that it means, whoever may see it. Two queries.

    For asking further about what cannot be bought, never for showing.
    """
    return _by_codes({code: fold_code(code) for code in codes})


def near_codes(actor: Actor, codes: Sequence[str]) -> Mapping[str, Sequence[Variant]]:
    """By code: goods for the visitor whose codes look like it, for 'did you mean'.

    Of the first twenty codes, a few for each. Two queries, none for none.
    """
    folded = {code: fold_code(code) for code in codes[:_NEAR_OF]}
    asked = sorted({each for each in folded.values() if len(each) >= 4})
    if not asked:
        return {}
    alike = RawSQL(_NEAR, (asked, _NEAR_LOOKED_AT))  # noqa: S611 - what was typed is a parameter
    rows = SearchCode.objects.filter(pk__in=alike).values_list("folded", "variant_id")
    by_code: dict[str, list[int]] = defaultdict(list)
    for found, variant_id in rows:
        by_code[found].append(variant_id)
    seen = {
        variant.pk: variant
        for variant in visible_variants(actor)
        .filter(pk__in={pk for ids in by_code.values() for pk in ids})
        .select_related("product", "vat_rate")
    }
    answers = {}
    for code, asked_code in folded.items():
        near = sorted(
            (each for each in by_code if _is_near(asked_code, each)),
            key=lambda each: (-_likeness(asked_code, each), each),
        )
        ids = dict.fromkeys(pk for each in near for pk in by_code[each] if pk in seen)
        if ids:
            answers[code] = [seen[pk] for pk in list(ids)[:_NEAR_EACH]]
    return answers


_NEAR = """
    SELECT near.id FROM unnest(%s::text[]) asked(code) CROSS JOIN LATERAL (
        SELECT id FROM catalogue_searchcode
        WHERE folded %% asked.code
        ORDER BY similarity(folded, asked.code) DESC LIMIT %s
    ) near
"""


def _is_near(one: str, other: str) -> bool:
    return _likeness(one, other) >= 0.5


def _likeness(one: str, other: str) -> float:
    """How many pairs of neighbouring letters two codes share, of all they have (Dice)."""
    pairs = [{code[at : at + 2] for at in range(len(code) - 1)} for code in (one, other)]
    total = len(pairs[0]) + len(pairs[1])
    return 2 * len(pairs[0] & pairs[1]) / total if total else 0.0


def _meant(actor: Actor, folded: Mapping[str, str]) -> Mapping[str, dict[int, FoundBy]]:
    """By code: variants with the surest kind of number that says so."""
    meant: dict[str, dict[int, FoundBy]] = defaultdict(dict)
    for code, ids in _by_codes(folded).items():
        for pk, kind in ids.items():
            meant[code][pk] = kind
    if actor.customer is not None:
        spelled = _spellings(folded)
        mine = own_article_numbers(actor.customer).filter(folded__in=list(spelled))
        rows = mine.order_by("place", "pk")
        first_owner: dict[str, int] = {}
        for number, variant_id, place in rows.values_list("folded", "variant_id", "place"):
            # The customer's own number hides the group's of the same spelling.
            if first_owner.setdefault(number, place) != place:
                continue
            for code in spelled[number]:
                sure = meant[code].get(variant_id, FoundBy.OTHER_CODE)
                meant[code][variant_id] = min(sure, FoundBy.OWN_NUMBER)
    return meant


def _by_codes(folded: Mapping[str, str]) -> Mapping[str, dict[int, FoundBy]]:
    """Numbers on the goods themselves: as they are written, and folded from the search index.

    The index may be behind after a large import; what is written exactly is found all the same.
    """
    found: dict[str, dict[int, FoundBy]] = defaultdict(dict)
    spelled = _spellings(folded)
    rows = SearchCode.objects.filter(folded__in=list(spelled)).values_list(
        "folded", "variant_id", "variant__sku"
    )
    for number, variant_id, sku in rows[:_MOST_ROWS]:
        by_sku = fold_code(sku) == number
        for code in spelled[number]:
            found[code][variant_id] = FoundBy.ARTICLE_NUMBER if by_sku else FoundBy.OTHER_CODE
    for code, variant_id, by_sku in _written_so(folded):
        kind = FoundBy.WRITTEN_SO if by_sku else FoundBy.OTHER_CODE
        before = found[code].get(variant_id, kind)
        found[code][variant_id] = min(before, kind)
    return found


def _written_so(codes: Iterable[str]) -> Iterable[tuple[str, int, bool]]:
    """(code, variant, whether it is its article number), written exactly so. One query."""
    asked = list(codes)
    rows: QuerySet[Variant, tuple[str, int, bool]]
    parts = [
        Variant.objects.order_by()
        .filter(**{f"{field}__in": asked})
        .annotate(by_sku=Value(field == "sku"))
        .values_list(field, "pk", "by_sku")
        for field in ("sku", "ean", "part_number")
    ]
    rows = parts[0].union(*parts[1:], all=True)
    return rows[:_MOST_ROWS]


def _surest(found: Mapping[int, FoundBy]) -> list[tuple[int, FoundBy]]:
    """A number that names one thing leaves out what only bears it as a further code."""
    if FoundBy.WRITTEN_SO in found.values():
        found = {pk: kind for pk, kind in found.items() if kind != FoundBy.ARTICLE_NUMBER}
    named = {pk: kind for pk, kind in found.items() if kind != FoundBy.OTHER_CODE}
    return sorted((named or found).items(), key=lambda pair: (pair[1], pair[0]))


def _spellings(folded: Mapping[str, str]) -> Mapping[str, list[str]]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for code, each in folded.items():
        if each:
            spelled[each].append(code)
    return spelled


def own_article_numbers(customer: Customer) -> QuerySet[Any]:
    """Own numbers of the customer and its groups; `place` 0 the customer's, 1 the main group's."""
    further = Customer.further_groups.through.objects.filter(customer=customer)
    return OwnArticleNumber.objects.filter(
        Q(customer=customer)
        | Q(group=customer.main_group_id)
        | Q(group__in=further.values("customergroup_id"))
    ).annotate(
        place=Case(
            When(customer__isnull=False, then=0),
            When(group=customer.main_group_id, then=1),
            default=2,
            output_field=IntegerField(),
        )
    )


def _own_numbers(customer_id: int, group_id: int, variant_ids: list[int]) -> QuerySet[Any, Any]:
    customer = Customer(pk=customer_id, number="", main_group_id=group_id)
    mine = own_article_numbers(customer).filter(Among("variant_id", variant_ids))
    return mine.order_by("place", "pk").values_list("variant_id", "number")


_OWN_NUMBERS: Prepared[Any] = Prepared(
    _own_numbers, customer_id=int, group_id=int, variant_ids=list
)
