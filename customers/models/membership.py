"""A user's connection to one customer: what they may do there, and who must say yes."""

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.querysets import MembershipQuerySet


class PrivateSeat(models.TextChoices):
    """Whether somebody buys for nobody but themselves, and how they came to (U-17, U-23)."""

    NONE = "", _("Of an organisation")
    OWN = "own", _("Buys for themselves")
    GUEST = "guest", _("Guest order, address not confirmed")


@pghistory.track()
class Membership(models.Model):
    """Roles, next approver and break point of one person at one customer (C2, A-32..A-42).

    `break_point` is an order value ex VAT with shipping and fees, in the shop's currency;
    0 = every order goes to the next approver, blank (with no next approver) = none do (C5).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    is_active = models.BooleanField(_("Active"), default=True)

    is_buyer = models.BooleanField(
        _("May buy"), default=True, help_text=_("Otherwise the person can only look.")
    )
    is_approver = models.BooleanField(_("Approval right"), default=False)
    is_group_admin = models.BooleanField(_("Customer group administrator"), default=False)
    sees_customer_orders = models.BooleanField(_("Sees the customer's orders"), default=False)
    only_agreement_assortment = models.BooleanField(
        _("Show only agreement assortment"), default=False
    )
    may_order_free_text = models.BooleanField(_("Allow free-text order"), default=False)

    next_approver = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="approves_for",
        null=True,
        blank=True,
        verbose_name=_("Next in the approval chain"),
    )
    break_point = models.DecimalField(
        _("Break point"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Ex VAT, per order, with shipping and fees. 0 = every order is approved."),
    )
    delivery_address = models.ForeignKey(
        "customers.Address",
        on_delete=models.SET_NULL,
        related_name="suggested_to",
        null=True,
        blank=True,
        verbose_name=_("Delivery address suggested first"),
    )
    # A customer of one: at most one of each kind for a person. What is ordered without log-in hangs
    # on the guest's, which is never in force: whoever typed the address may not be its owner.
    private = models.CharField(
        max_length=10,
        choices=PrivateSeat.choices,
        default=PrivateSeat.NONE,
        db_default="",
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    # Whether the shop has switched purchase limits off (N-01), where a selector asked.
    limits_are_off: bool = False

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "customer"], name="membership_one_per_user_and_customer"
            ),
            models.UniqueConstraint(
                fields=["user", "private"],
                condition=~models.Q(private=""),
                name="membership_one_private_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(private="guest", is_active=True),
                name="membership_guest_never_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(next_approver__isnull=True, break_point__isnull=True)
                | models.Q(next_approver__isnull=False, break_point__isnull=False),
                name="membership_approver_and_break_point_together",
                violation_error_message=_(
                    "Next approver and break point are set together, or neither is."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(break_point__isnull=True) | models.Q(break_point__gte=0),
                name="membership_break_point_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(next_approver__isnull=True)
                | ~models.Q(next_approver=models.F("id")),
                name="membership_never_approves_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.customer_id}"

    @property
    def waits_for_address(self) -> bool:
        """Ordered as a guest: nobody has shown yet that the address is theirs."""
        return self.private == PrivateSeat.GUEST
