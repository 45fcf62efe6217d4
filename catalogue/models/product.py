"""What is shown (product) and what is bought (variant)."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.audience import EVERYONE_ID, NOBODY_ID, Audience
from catalogue.models.category import Category
from catalogue.models.vat import VatRate
from catalogue.querysets import ProductQuerySet, VariantQuerySet
from customers.models import CustomerGroup


# Before and not after a change: a load of new goods then writes no history of them. What lies in
# other tables (places, pictures, papers) is noted by `catalogue.services.goods_history`.
@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.ManualEvent("noted"),  # type: ignore[no-untyped-call]
    fields=["name", "brand", "summary", "description", "external_id", "is_active"],
    model_name="ProductEvent",
)
class Product(models.Model):
    """What a category page shows; one or more variants are what is bought.

    `audience` is the limits of its categories' paths combined with its own (K-17, K-18), and
    `search_codes` every part number and EAN of its variants; both are kept by services.
    """

    name = models.CharField(_("Name"), max_length=255)
    slug = models.SlugField(max_length=280, unique=True)
    # Code point order on every server; see catalogue.sorting.
    sort_key = models.CharField(max_length=255, editable=False, db_collation="C")
    brand = models.CharField(_("Brand"), max_length=120, blank=True)
    summary = models.CharField(_("Summary"), max_length=500, blank=True)
    description = models.TextField(_("Description"), blank=True)
    external_id = models.CharField(_("Number in the source file"), max_length=120, blank=True)
    categories = models.ManyToManyField(
        Category, through="ProductCategory", related_name="products", verbose_name=_("Categories")
    )
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", default=EVERYONE_ID, editable=False
    )
    is_active = models.BooleanField(_("For sale"), default=True)
    popularity = models.PositiveIntegerField(default=0, editable=False)
    search_codes = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~models.Q(external_id=""),
                name="product_external_id_unique",
            )
        ]
        # Here rather than db_index, which makes a second one for LIKE that nobody asks.
        indexes = [
            models.Index(fields=["-popularity", "id"], name="product_popular"),
            models.Index(fields=["sort_key", "id"], name="product_by_name"),
            models.Index(fields=["brand"], name="product_brand"),
            models.Index(fields=["external_id"], name="product_external_id"),
            # The few that staff look for among many.
            models.Index(
                fields=["sort_key", "id"],
                condition=models.Q(is_active=False),
                name="product_not_for_sale",
            ),
            models.Index(
                fields=["sort_key", "id"],
                condition=models.Q(audience__gt=NOBODY_ID),
                name="product_limited",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductCategory(models.Model):
    """A product's place in the tree; it may have several."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="placements")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="placements")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "category"], name="product_once_in_a_category"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.category_id}"


@pghistory.track(exclude=["stock_quantity"])
class Variant(models.Model):
    """What is bought: part number, price, VAT, stock.

    `list_price_net` is ex VAT in the shop's currency; blank = no price, cannot be bought.
    `audience` is the product's combined with the variant's own limit (K-19).
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("Article number"), max_length=80, unique=True)
    name = models.CharField(
        _("Version"), max_length=200, blank=True, help_text=_("Blank when there is only one.")
    )
    ean = models.CharField(_("EAN"), max_length=20, blank=True)
    part_number = models.CharField(_("Manufacturer's part number"), max_length=120, blank=True)
    list_price_net = models.DecimalField(
        _("List price ex VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    is_free = models.BooleanField(
        _("Free of charge"), default=False, help_text=_("A price of 0 alone never means free.")
    )
    vat_rate = models.ForeignKey(VatRate, on_delete=models.PROTECT, related_name="+")
    stock_quantity = models.IntegerField(_("In stock"), default=0)
    no_backorder = models.BooleanField(
        _("Sold only from stock"), default=False, help_text=_("Otherwise stock only informs.")
    )
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    pack_size = models.PositiveIntegerField(
        _("Pieces in a pack"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Sold only in whole packs. 1 = any number."),
    )
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="replaces",
        null=True,
        blank=True,
        verbose_name=_("Replaced by"),
    )
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    audience = models.ForeignKey(
        Audience, on_delete=models.PROTECT, related_name="+", default=EVERYONE_ID, editable=False
    )
    is_active = models.BooleanField(_("For sale"), default=True)
    position = models.PositiveIntegerField(_("Position"), default=0)
    attributes = models.JSONField(default=dict, blank=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(list_price_net__isnull=True) | models.Q(list_price_net__gte=0),
                name="variant_list_price_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(pack_size__gte=1), name="variant_pack_not_empty"
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True)
                | ~models.Q(replaced_by=models.F("id")),
                name="variant_not_replaced_by_itself",
            ),
        ]
        indexes = [
            GinIndex(fields=["sku"], opclasses=["gin_trgm_ops"], name="variant_sku_trgm"),
            models.Index(fields=["ean"], name="variant_ean"),
            models.Index(fields=["part_number"], name="variant_part_number"),
            models.Index(
                fields=["product"],
                condition=models.Q(is_free=False)
                & (models.Q(list_price_net__isnull=True) | models.Q(list_price_net=0)),
                name="variant_without_price",
            ),
        ]

    def __str__(self) -> str:
        return self.sku


class ProductImage(models.Model):
    """A picture of a product, or of one of its variants."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="images", null=True, blank=True
    )
    file = models.ImageField(_("Picture"), upload_to="products/%Y/%m/")
    alt = models.CharField(_("Alternative text"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("Position"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.alt or str(self.file)
