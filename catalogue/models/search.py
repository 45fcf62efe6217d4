"""What search looks in: kept by `catalogue.services.search_index`, never by hand."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from catalogue.models.product import Product, Variant

# How many of the most popular products the first tiers end at; the last holds the rest. Each is
# five times the one before: a word with too few hits in one has at most so many in the next.
TIER_ENDS = (8_000, 40_000, 200_000)
LAST_TIER = len(TIER_ENDS)


class VariantCode(models.Model):
    """A further code that finds a variant, beside its article number, part number and EAN.

    A product sold in several packings or countries has several EANs; each is on some box.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="further_codes")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "code"], name="variant_code_once")
        ]

    def __str__(self) -> str:
        return self.code


class ProductSearch(models.Model):
    """A product's words in the forms that questions are asked in. Derived.

    `vector` holds all its words as Swedish, Norwegian, English and plain ones, each marked with
    the audience if that is not everyone. `ranks` holds the unmarked words of the name (A), of
    brand and codes (B) and of the summary (C). `words` are those counted in `SearchWord`.

    The index of `vector` is cut into `tier`s by popularity, so that the most popular goods with
    a common word are found without looking at the others. A tier is about speed only: every
    question that needs to goes on to the last.
    """

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    vector = SearchVectorField()
    ranks = SearchVectorField(default="")
    tier = models.PositiveSmallIntegerField(default=LAST_TIER)
    words = ArrayField(models.CharField(max_length=60), default=list)
    name_folded = models.CharField(max_length=255)
    popularity = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            *(
                GinIndex(
                    fields=["vector"],
                    name=f"product_search_tier_{tier}",
                    condition=models.Q(tier=tier),
                )
                for tier in range(LAST_TIER + 1)
            ),
            models.Index(fields=["name_folded"], name="product_search_name"),
        ]

    def __str__(self) -> str:
        return f"words of {self.product_id}"


class SearchCode(models.Model):
    """One code of a variant without spaces, dashes and letter case ('nd4012gb'). Derived."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="search_codes_of")
    folded = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "folded"], name="search_code_once")
        ]
        indexes = [
            models.Index(fields=["folded", "product"], name="search_code_exact"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_code_trgm"),
        ]

    def __str__(self) -> str:
        return self.folded


class SearchWord(models.Model):
    """A word that some product's name or brand holds, and in how many: for typing errors. Derived.

    A word says nothing of who may see it; what is offered to a visitor is tried as that visitor.
    """

    word = models.CharField(max_length=60, primary_key=True)
    folded = models.CharField(max_length=60)
    frequency = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["folded"], name="search_word_folded"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_word_trgm"),
        ]

    def __str__(self) -> str:
        return self.word


class SearchDue(models.Model):
    """A product that a large import changed and that search does not know yet. Derived.

    No foreign key: an undo may remove the product first.
    """

    product_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.product_id)
