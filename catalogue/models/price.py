"""Price lists, their rows and whom they are for."""

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.product import Variant
from catalogue.querysets import PriceListConnectionQuerySet, PriceRowQuerySet
from customers.models import Customer, CustomerGroup, PricingTier, Segment


@pghistory.track()
class PriceList(models.Model):
    """Fixed unit prices ex VAT, for whoever it is connected to, while it is valid."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    valid_from = models.DateField(_("Valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="price_list_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PriceListConnection(models.Model):
    """Joins a price list to exactly one customer, group, segment or pricing tier."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="connections")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    tier = models.ForeignKey(
        PricingTier, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects = PriceListConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(customer__isnull=False, group=None, segment=None, tier=None)
                    | models.Q(customer=None, group__isnull=False, segment=None, tier=None)
                    | models.Q(customer=None, group=None, segment__isnull=False, tier=None)
                    | models.Q(customer=None, group=None, segment=None, tier__isnull=False)
                ),
                name="price_connection_exactly_one",
            ),
            models.UniqueConstraint(
                fields=["price_list", "customer", "group", "segment", "tier"],
                name="price_connection_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id}: {self.customer or self.group or self.segment or self.tier}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),  # a price that was to begin later and never did leaves no row
    meta={
        "indexes": [
            models.Index(
                fields=["variant_id"],
                condition=models.Q(pgh_label="delete"),
                name="price_row_gone",
            )
        ]
    },
)
class PriceRow(models.Model):
    """A unit price ex VAT from a quantity on. 0 or blank = no override, never free (K-24, C5).

    Rows are ended (`valid_until`), never overwritten, so a past day's price can be told.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="rows")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="price_rows")
    from_quantity = models.PositiveIntegerField(
        _("From quantity"), default=1, validators=[MinValueValidator(1)]
    )
    unit_net = models.DecimalField(
        _("Price ex VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    valid_from = models.DateField(_("Valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)

    objects = PriceRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("price row")
        verbose_name_plural = _("price rows")
        ordering = ["variant", "from_quantity"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_quantity__gte=1), name="price_row_quantity_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(unit_net__isnull=True) | models.Q(unit_net__gte=0),
                name="price_row_not_negative",
            ),
            models.UniqueConstraint(
                fields=["price_list", "variant", "from_quantity", "valid_from"],
                name="price_row_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["variant", "price_list"], name="price_row_lookup")]

    def __str__(self) -> str:
        return f"{self.variant_id} from {self.from_quantity}: {self.unit_net}"


class StagedPrice(models.Model):
    """A change of one row of a list that somebody prepares; it holds for nobody until published.

    `unit_net` of 0 or blank = the normal price, never free. `ends` = the row ends.
    """

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="staged")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    from_quantity = models.PositiveIntegerField(
        _("From quantity"), default=1, validators=[MinValueValidator(1)]
    )
    unit_net = models.DecimalField(
        _("Price ex VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    ends = models.BooleanField(default=False)
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    staged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of price not published")
        verbose_name_plural = _("changes of prices not published")
        ordering = ["variant", "from_quantity"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_quantity__gte=1), name="staged_price_quantity_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(unit_net__isnull=True) | models.Q(unit_net__gte=0, ends=False),
                name="staged_price_sets_or_ends",
            ),
            models.UniqueConstraint(
                fields=["price_list", "variant", "from_quantity"], name="staged_price_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} from {self.from_quantity}: {self.unit_net}"
