"""The order: what was agreed, copied and never recomputed."""

import uuid
from collections.abc import Sequence
from decimal import Decimal

import pghistory
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from approvals.models import ApprovalRequest
from catalogue.models import Variant
from core.sequences import next_number
from customers.extra_fields import Told, tell
from customers.models import Customer, Membership, User
from marketing.models import Affiliate
from orders.kept_sales import TRIGGERS
from orders.models.method import DeliveryMethod, PaymentMethod
from orders.querysets import OrderQuerySet
from orders.states import TO_PROCESS, OrderStatus


def next_order_number() -> int:
    return next_number("orders_order_number_seq")


@pghistory.track(model_name="OrderHistory")  # OrderEvent is what people see
class Order(models.Model):
    """An order with everything it was placed with. Amounts in the shop's currency.

    `value_net` is the order value (ex VAT, after discounts, with shipping and fees): the figure
    of break points, limits and statistics. `gross` is inc VAT: the figure of credit.
    `membership` is the orderer's at the customer, until it is taken away.
    `replaces` is the rejected or withdrawn order that this one is, edited and sent again; of those
    that replace one order at most one is alive.
    """

    number = models.BigIntegerField(
        _("Order"), unique=True, default=next_order_number, editable=False
    )
    status = models.CharField(_("Status"), max_length=20, choices=OrderStatus.choices)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    membership = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, related_name="orders", null=True
    )
    orderer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="orders")
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approval = models.OneToOneField(
        ApprovalRequest, on_delete=models.PROTECT, related_name="order", null=True, blank=True
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="replacements", null=True, blank=True
    )
    affiliate = models.ForeignKey(  # by whose link it came (marketing.services.affiliates)
        Affiliate,
        on_delete=models.PROTECT,
        related_name="orders",
        null=True,
        blank=True,
        db_index=False,
    )
    checkout_token = models.UUIDField(unique=True, default=uuid.uuid4)
    currency = models.CharField(max_length=3)

    goods_net = models.DecimalField(max_digits=14, decimal_places=2)
    shipping_net = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    fees_net = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    # What of `fees_net` the order costs for being small.
    small_order_fee_net = models.DecimalField(
        max_digits=14, decimal_places=2, default=Decimal("0.00")
    )
    value_net = models.DecimalField(_("Order value ex VAT"), max_digits=14, decimal_places=2)
    vat_total = models.DecimalField(max_digits=14, decimal_places=2)
    gross = models.DecimalField(_("Total inc VAT"), max_digits=14, decimal_places=2)
    # Points are a way to pay: they change neither value nor VAT. What they were called is copied.
    points_used = models.PositiveIntegerField(default=0)
    points_name = models.CharField(max_length=40, blank=True)
    points_amount = models.DecimalField(
        _("Paid with points"), max_digits=14, decimal_places=2, default=Decimal("0.00")
    )
    # The sums of its credits; `credited_money` is what of them was not given back as points.
    credited_net = models.DecimalField(
        _("Credited ex VAT"), max_digits=14, decimal_places=2, default=Decimal("0.00")
    )
    credited_gross = models.DecimalField(
        _("Credited inc VAT"), max_digits=14, decimal_places=2, default=Decimal("0.00")
    )
    credited_money = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    vat_treatment = models.CharField(max_length=20, default="domestic")
    vat_number = models.CharField(max_length=20, blank=True)

    customer_name = models.CharField(max_length=200)
    org_number = models.CharField(max_length=30, blank=True)
    delivery_name = models.CharField(_("Recipient"), max_length=120)
    delivery_attention = models.CharField(_("Attention"), max_length=120, blank=True)
    delivery_street = models.CharField(_("Street"), max_length=200)
    delivery_postal_code = models.CharField(_("Postal code"), max_length=20)
    delivery_city = models.CharField(_("City"), max_length=100)
    delivery_country = CountryField(_("Country"), default="SE")
    delivery_phone = models.CharField(_("Phone"), max_length=40, blank=True)

    customer_reference = models.CharField(_("Your order number"), max_length=60, blank=True)
    cost_centre = models.CharField(_("Cost centre"), max_length=60, blank=True)
    goods_marking = models.CharField(_("Goods marking"), max_length=60, blank=True)
    invoice_reference = models.CharField(_("Invoice reference"), max_length=60, blank=True)
    shipper_account = models.CharField(_("Shipper account"), max_length=90, blank=True)
    requested_on = models.DateField(_("Requested delivery date"), null=True, blank=True)
    comment = models.TextField(_("Comment"), blank=True)
    extra = models.JSONField(_("Extra fields"), default=list, blank=True)  # customers.extra_fields
    is_free_text = models.BooleanField(default=False)

    delivery_method = models.ForeignKey(
        DeliveryMethod, on_delete=models.SET_NULL, related_name="+", null=True
    )
    delivery_method_name = models.CharField(_("Delivery method"), max_length=100)
    shipping_vat_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    payment_method = models.ForeignKey(
        PaymentMethod, on_delete=models.SET_NULL, related_name="+", null=True
    )
    payment_method_name = models.CharField(_("Payment"), max_length=100)
    fees_vat_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    small_order_vat_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal(0)
    )
    is_on_account = models.BooleanField(default=False)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    paid_at = models.DateTimeField(_("Paid"), null=True, blank=True)

    version = models.PositiveIntegerField(default=1)  # grows with every change of its content
    placed_at = models.DateTimeField(_("Placed"), default=timezone.now)
    released_at = models.DateTimeField(_("Sent to the reseller"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=OrderStatus.values), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    value_net=models.F("goods_net")
                    + models.F("shipping_net")
                    + models.F("fees_net")
                ),
                name="order_value_is_its_parts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    small_order_fee_net__gte=0, small_order_fee_net__lte=models.F("fees_net")
                ),
                name="order_small_fee_among_fees",
            ),
            models.CheckConstraint(
                condition=models.Q(gross=models.F("value_net") + models.F("vat_total")),
                name="order_gross_is_net_and_vat",
            ),
            models.CheckConstraint(
                condition=models.Q(points_amount__gte=0, credited_money__gte=0)
                & models.Q(points_amount__lte=models.F("gross") - models.F("credited_money")),
                name="order_points_within_total",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    credited_net__gte=0,
                    credited_net__lte=models.F("value_net"),
                    credited_gross__gte=models.F("credited_money"),
                    credited_gross__lte=models.F("gross"),
                ),
                name="order_credited_within_it",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~models.Q(status__in=["rejected", "withdrawn", "cancelled"]),
                name="order_replaced_by_one_alive",
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
            models.Index(fields=["status", "placed_at", "id"], name="order_by_state"),
            models.Index(
                fields=["placed_at", "id"],
                condition=models.Q(status__in=TO_PROCESS),
                name="order_to_process",
            ),
            models.Index(fields=["value_net", "id"], name="order_by_value"),
            models.Index(fields=["customer", "-placed_at", "-id"], name="order_by_customer"),
            # All that a customer's key figures add up, so that none of its orders has to be read.
            models.Index(
                fields=["customer", "placed_at"],
                include=[
                    *("id", "value_net", "status", "is_on_account", "paid_at"),
                    *("gross", "points_amount", "credited_money"),
                ],
                name="order_key_figures",
            ),
            models.Index(fields=["orderer", "-placed_at", "-id"], name="order_by_orderer"),
            models.Index(
                fields=["customer"],
                condition=models.Q(is_on_account=True, paid_at__isnull=True),
                name="order_unpaid_on_account",
            ),
            models.Index(  # whose orderer has left, to be found by the person's name
                fields=["customer"],
                condition=models.Q(membership__isnull=True),
                name="order_without_membership",
            ),
            models.Index(
                fields=["affiliate", "-id"],
                condition=models.Q(affiliate__isnull=False),
                name="order_by_affiliate",
            ),
        ]
        triggers = TRIGGERS

    def __str__(self) -> str:
        return str(self.number)

    @property
    def payment_fee_net(self) -> Decimal:
        """What paying so costs: the fees without that of a small order."""
        return self.fees_net - self.small_order_fee_net

    @property
    def payable(self) -> Decimal:
        """What is to be paid in money, inc VAT."""
        return self.gross - self.points_amount

    @property
    def state(self) -> OrderStatus:
        return OrderStatus(self.status)

    @property
    def extra_told(self) -> Sequence[Told]:
        """What the extra fields were answered with, in the reader's language."""
        return tell(self.extra)


class OrderLine(models.Model):
    """What was agreed on one variant: name, price ex VAT, VAT rate and price steps, copied.

    `unit_net` may be blank only on a line that staff have yet to price (never today).
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    variant = models.ForeignKey(
        Variant, on_delete=models.SET_NULL, related_name="order_lines", null=True
    )
    sku = models.CharField(_("Article number"), max_length=80)
    name = models.CharField(_("Name"), max_length=460)
    quantity = models.PositiveIntegerField(_("Quantity"))
    unit = models.CharField(max_length=20, blank=True)
    list_net = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    unit_net = models.DecimalField(max_digits=14, decimal_places=2)
    line_net = models.DecimalField(max_digits=14, decimal_places=2)
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2)
    price_steps = models.JSONField(default=list)
    comment = models.CharField(_("Comment"), max_length=250, blank=True)
    extra = models.JSONField(_("Extra fields"), default=list, blank=True)
    is_added = models.BooleanField(default=False)  # by an approver, after the order was placed

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="order_line_quantity_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(unit_net__gte=0), name="order_line_price_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(line_net=models.F("unit_net") * models.F("quantity")),
                name="order_line_is_unit_times_quantity",
            ),
            models.UniqueConstraint(fields=["order", "variant"], name="order_line_once"),
        ]
        indexes = [
            models.Index(OpClass(Upper("sku"), name="text_pattern_ops"), name="order_line_sku")
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def extra_told(self) -> Sequence[Told]:
        return tell(self.extra)


class OrderVat(models.Model):
    """VAT of one rate on an order, rounded once on the rate's whole base."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="vat_rows")
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    base_net = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["-percent"]
        constraints = [
            models.UniqueConstraint(fields=["order", "percent"], name="order_vat_once_per_rate")
        ]

    def __str__(self) -> str:
        return f"{self.percent} %: {self.amount}"
