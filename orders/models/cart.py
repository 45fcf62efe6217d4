"""What someone means to buy."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Variant
from customers.models import Customer, User
from orders.models.method import DeliveryMethod, PaymentMethod


class Cart(models.Model):
    """One open cart per (user, customer); another while somebody acts as the user.

    An anonymous cart has only a `session_token` and joins the user's at log-in.
    `checkout_token` goes with the cart into the order and is renewed when it is emptied, so a
    double submit finds the first order. `replaces` is the order that is edited and sent again with
    it: checkout begins with what stood on that one. Delivery and references are kept while being
    written.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="carts", null=True, blank=True
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    acted_by = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    session_token = models.CharField(max_length=64, blank=True)
    replaces = models.ForeignKey(
        "orders.Order", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    checkout_token = models.UUIDField(default=uuid.uuid4, unique=True)
    delivery_method = models.ForeignKey(
        DeliveryMethod, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    payment_method = models.ForeignKey(
        PaymentMethod, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    extra = models.JSONField(default=dict, blank=True)  # answers as typed, by the field's key
    changed_at = models.DateTimeField(auto_now=True)

    # Whether the shop has any rule for small orders, as `own_cart` read it. True = not read.
    has_small_order_rules: bool = True

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "customer", "acted_by"],
                condition=Q(user__isnull=False),
                name="cart_one_open_each",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["session_token"],
                condition=~Q(session_token=""),
                name="cart_one_per_session",
            ),
            models.CheckConstraint(
                condition=(Q(user__isnull=False) & Q(session_token=""))
                | (Q(user__isnull=True) & ~Q(session_token="")),
                name="cart_has_an_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLine(models.Model):
    """A variant and how many. `seen_unit_net` is the price last shown, ex VAT.

    Checkout asks again when the price now is another.
    """

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("Quantity"), validators=[MinValueValidator(1)])
    comment = models.CharField(_("Comment"), max_length=250, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    seen_unit_net = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=999_999),
                name="cart_line_quantity_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class CartReceipt(models.Model):
    """Something that was put in a cart and must not be put there twice by a second press.

    `key` names what was pressed: the token of a form, or a shelf label. Kept for a day.
    """

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="receipts")
    key = models.CharField(max_length=80)
    pressed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cart", "key"], name="cart_receipt_once")]

    def __str__(self) -> str:
        return self.key
