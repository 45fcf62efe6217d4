"""The last part of an address, made from a name."""

from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from catalogue.models import Product

# What taking the accents off would lose.
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "&": " "})
_LONGEST = 260  # the field's 280 less room for a number


def slug_of(name: str) -> str:
    """'Kontorsstol Björk 2' → 'kontorsstol-bjork-2'; never empty."""
    return slugify(name.translate(_LETTERS))[:_LONGEST].strip("-") or "x"


class FreeSlugs:
    """Addresses of new products, asked for some thousands at a time."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def look_up(self, wanted: Iterable[str]) -> None:
        """Which of these the shop has. One query, none for none."""
        if some := list(wanted):
            found = Product.objects.filter(slug__in=some)
            self._taken.update(found.order_by().values_list("slug", flat=True))

    def free(self, base: str) -> str:
        """The address, numbered if it is taken; nobody else gets it."""
        slug, number = base, 2
        while slug in self._taken:
            slug, number = f"{base}-{number}", number + 1
            if slug not in self._taken and Product.objects.filter(slug=slug).exists():
                self._taken.add(slug)
        self._taken.add(slug)
        return slug


def free_slugs(wanted: Sequence[str]) -> list[str]:
    """The wanted product addresses in order, numbered where one is taken. One query."""
    slugs = FreeSlugs()
    slugs.look_up(wanted)
    return [slugs.free(base) for base in wanted]
