"""Where goods and invoices go."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from customers.models.customer import Customer
from customers.querysets import AddressQuerySet
from customers.search_texts import address_text


@pghistory.track(  # the register's: what people keep for themselves is theirs alone
    pghistory.InsertEvent(condition=pghistory.Q(new__membership__isnull=True)),
    pghistory.UpdateEvent(
        condition=pghistory.Condition("OLD.* IS DISTINCT FROM NEW.* AND NEW.membership_id IS NULL")
    ),
    pghistory.DeleteEvent(condition=pghistory.Q(old__membership__isnull=True)),
    meta={"indexes": [models.Index(fields=["customer_id"], name="address_history_of")]},
)
class Address(models.Model):
    """An address of a customer; an order copies it and never points to it.

    Without a membership it is in the register, for everyone there. With one it is that person's
    own: nobody else is offered it, no sheet has it, and it carries no mark.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    membership = models.ForeignKey(
        "customers.Membership",
        on_delete=models.CASCADE,
        related_name="own_addresses",
        null=True,
        blank=True,
        editable=False,
    )
    name = models.CharField(_("Recipient"), max_length=120)
    attention = models.CharField(_("Attention"), max_length=120, blank=True)
    street = models.CharField(_("Street"), max_length=200)
    postal_code = models.CharField(_("Postal code"), max_length=20)
    city = models.CharField(_("City"), max_length=100)
    country = CountryField(_("Country"), default="SE")
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    is_default = models.BooleanField(_("Suggested first"), default=False)
    is_invoice = models.BooleanField(_("Invoice address"), default=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "name", "id"]
        # Not unique indexes: those are checked row by row, and an import that moves a mark from
        # one address to another gives it before it takes it.
        constraints = [
            models.CheckConstraint(
                name="address_own_has_no_mark",
                condition=models.Q(membership__isnull=True)
                | models.Q(is_default=False, is_invoice=False),
            ),
            ExclusionConstraint(
                name="address_one_default_per_customer",
                expressions=[("customer", "=")],
                condition=models.Q(is_default=True),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            ExclusionConstraint(
                name="address_one_invoice_per_customer",
                expressions=[("customer", "=")],
                condition=models.Q(is_invoice=True),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [
            GinIndex(
                OpClass(Upper(address_text()), name="gin_trgm_ops"),
                condition=models.Q(membership__isnull=True),
                name="address_search",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.street}, {self.postal_code} {self.city}"
