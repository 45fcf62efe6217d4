"""What each person has ordered for so far, kept as a sum so that no list adds up orders (P-08).

The layer above keeps it: a trigger on its orders adds and takes away in the transaction of the
order (`orders.migrations`, "kept_sales"), and `manage.py recount_sales` makes it anew. What counts
is said in one place, `orders.querysets.OrderQuerySet.sales`.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models

from customers.models.customer import Customer


class UserSales(models.Model):
    """One row for every person, made with them. `value_net` ex VAT, in the shop's currency."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="sales"
    )
    value_net = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    order_count = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["value_net", "user"], name="user_sales_by_value")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.value_net}"


class UserSalesAt(models.Model):
    """The same at one customer: what a member of a sales team may add up of a person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sales_at"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sales_of")
    value_net = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal("0.00"))
    order_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "customer"], name="user_sales_once_a_customer")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.customer_id}: {self.value_net}"
