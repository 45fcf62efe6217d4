"""What took the place of goods that are no longer sold."""

from collections.abc import Collection, Iterator, Mapping

from catalogue.models import Variant
from catalogue.querysets import in_audiences
from catalogue.selectors.visibility import (
    agreed_only,
    audiences_of,
    shows_only_agreement,
    visible_variants,
)
from customers.actors import Actor

_FURTHEST = 3  # a successor may have been replaced in its turn


def successors_of(actor: Actor, variant_ids: Collection[int]) -> Mapping[int, Variant]:
    """By variant: the nearest successor that the visitor may buy, with product and VAT rate.

    Only for goods that were for the visitor; what is limited to others, or outside the agreement
    of who sees nothing else, has no answer, like what does not exist. Two queries for any number,
    none for none.
    """
    if not variant_ids:
        return {}
    old = Variant.objects.filter(
        in_audiences("audience_id", audiences_of(actor)),
        pk__in=variant_ids,
        replaced_by__isnull=False,
    )
    if shows_only_agreement(actor):
        old = agreed_only(actor, old)
    old = old.select_related("replaced_by__replaced_by")
    chains = {variant.pk: list(_chain(variant)) for variant in old}
    buyable = {
        variant.pk: variant
        for variant in visible_variants(actor)
        .filter(pk__in={pk for chain in chains.values() for pk in chain})
        .select_related("product", "vat_rate")
    }
    found = {
        pk: next((buyable[each] for each in chain if each in buyable), None)
        for pk, chain in chains.items()
    }
    return {pk: variant for pk, variant in found.items() if variant is not None}


def _chain(variant: Variant) -> Iterator[int]:
    step = variant
    for _hop in range(_FURTHEST):
        if step.replaced_by_id is None or step.replaced_by_id == variant.pk:
            return
        yield step.replaced_by_id
        if not _is_loaded(step):
            return
        assert step.replaced_by is not None  # noqa: S101 - its id is there
        step = step.replaced_by


def _is_loaded(variant: Variant) -> bool:
    """The last of the chain is known by its id alone: asking for more would be a query each."""
    return Variant.replaced_by.is_cached(variant)
