"""A customer's own account with a carrier."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class ShipperAccount(models.Model):
    """The number under which a carrier charges the customer for freight (U-13).

    An order copies it in words, so it may be changed and removed freely.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="shipper_accounts"
    )
    carrier = models.CharField(_("Carrier"), max_length=40)
    number = models.CharField(_("Account number"), max_length=40)

    class Meta:
        verbose_name = _("shipper account")
        verbose_name_plural = _("shipper accounts")
        ordering = ["carrier", "id"]
        constraints = [
            models.UniqueConstraint(
                "customer", Lower("carrier"), Lower("number"), name="shipper_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.number}"
