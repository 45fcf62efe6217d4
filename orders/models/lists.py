"""What somebody keeps to buy later: wish lists that grow, and carts saved as they were."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from catalogue.models import Variant
from customers.models import Customer, User
from orders.querysets import SavedCartQuerySet, WishListQuerySet

MOST_KEPT = 100  # lists, and as many saved carts, of one person at one customer
MOST_LINES = 500


class Kept(models.Model):
    """A named collection of one person's at one customer; of the person alone without one.

    Two of a kind never share a name, whatever the case of the letters.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="%(class)ss")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    name = models.CharField(_("Name"), max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                "user", "customer", Lower("name"), name="%(class)s_name_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(name=""), name="%(class)s_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptLine(models.Model):
    """A variant and how many of it."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("Quantity"), validators=[MinValueValidator(1)])
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"


class WishList(Kept):
    """Variants somebody wants to find again. Colleagues read it when it is shared."""

    is_shared = models.BooleanField(_("Shared with colleagues"), default=False)

    objects = WishListQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("wish list")
        verbose_name_plural = _("wish lists")
        constraints = [
            *Kept.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(customer__isnull=False),
                name="wishlist_shared_at_a_customer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "-changed_at", "-id"],
                condition=Q(is_shared=True),
                name="wishlist_shared_newest",
            )
        ]


class WishListLine(KeptLine):
    """`note` is the owner's own words; it never goes into an order."""

    wish_list = models.ForeignKey(WishList, on_delete=models.CASCADE, related_name="lines")
    note = models.CharField(_("Note"), max_length=250, blank=True)

    class Meta(KeptLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["wish_list", "variant"], name="wish_list_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=99_999),
                name="wish_list_line_quantity_sane",
            ),
        ]


class SavedCart(Kept):
    """A cart as it was one day, to be put back. Only its owner sees it."""

    objects = SavedCartQuerySet.as_manager()

    class Meta(Kept.Meta):
        verbose_name = _("saved cart")
        verbose_name_plural = _("saved carts")


class SavedCartLine(KeptLine):
    """`comment` is that of the cart's line, and goes back with it."""

    saved_cart = models.ForeignKey(SavedCart, on_delete=models.CASCADE, related_name="lines")
    comment = models.CharField(_("Comment"), max_length=250, blank=True)

    class Meta(KeptLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["saved_cart", "variant"], name="saved_cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=99_999),
                name="saved_cart_line_quantity_sane",
            ),
        ]
