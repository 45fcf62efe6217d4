"""The last part of an address, made from a name."""

from collections.abc import Sequence

from django.utils.text import slugify

from catalogue.models import Product

# What taking the accents off would lose.
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "&": " "})
_LONGEST = 260  # the field's 280 less room for a number


def slug_of(name: str) -> str:
    """'Kontorsstol Björk 2' → 'kontorsstol-bjork-2'; never empty."""
    return slugify(name.translate(_LETTERS))[:_LONGEST].strip("-") or "x"


def free_slugs(wanted: Sequence[str]) -> list[str]:
    """The wanted product addresses in order, numbered where one is taken. One query."""
    taken = set(Product.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    found: list[str] = []
    for base in wanted:
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
            if slug not in taken and Product.objects.filter(slug=slug).exists():
                taken.add(slug)
        taken.add(slug)
        found.append(slug)
    return found
