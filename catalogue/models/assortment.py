"""Agreement assortments: what was agreed with a group, customer or segment."""

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models.product import Variant
from catalogue.querysets import AssortmentQuerySet
from customers.models import Customer, CustomerGroup, Segment


@pghistory.track()
class Assortment(models.Model):
    """An agreement: variants, perhaps with contract prices, while it is valid (A-19..A-24)."""

    name = models.CharField(_("Name"), max_length=120, unique=True)
    valid_from = models.DateField(_("Valid from"), default=timezone.localdate)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    percentages_apply = models.BooleanField(
        _("Discounts also apply to contract prices"), default=False
    )
    groups = models.ManyToManyField(
        CustomerGroup, related_name="assortments", blank=True, verbose_name=_("Customer groups")
    )
    customers = models.ManyToManyField(
        Customer, related_name="assortments", blank=True, verbose_name=_("Customers")
    )
    segments = models.ManyToManyField(
        Segment, related_name="assortments", blank=True, verbose_name=_("Segments")
    )

    objects = AssortmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement assortment")
        verbose_name_plural = _("agreement assortments")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),  # taken out of the agreement: no row is left that could tell
    meta={
        "indexes": [
            models.Index(
                fields=["variant_id"],
                condition=models.Q(pgh_label="delete"),
                name="assortment_item_gone",
            )
        ]
    },
)
class AssortmentItem(models.Model):
    """A variant in an agreement; a blank or 0 contract price = the ordinary price."""

    assortment = models.ForeignKey(Assortment, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="assortment_items")
    contract_price_net = models.DecimalField(
        _("Contract price ex VAT"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    is_free = models.BooleanField(_("Free of charge"), default=False)

    class Meta:
        verbose_name = _("agreement item")
        verbose_name_plural = _("agreement items")
        constraints = [
            models.UniqueConstraint(fields=["assortment", "variant"], name="assortment_item_once"),
            models.CheckConstraint(
                condition=models.Q(contract_price_net__isnull=True)
                | models.Q(contract_price_net__gte=0),
                name="contract_price_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.assortment_id}"
