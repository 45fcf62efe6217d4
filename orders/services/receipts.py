"""What was pressed twice is done once: receipts of what a cart has been given."""

from datetime import timedelta

from django.utils import timezone

from orders.models import Cart, CartReceipt

KEPT = timedelta(days=1)


def is_first_press(cart: Cart, key: str, *, within: timedelta = KEPT) -> bool:
    """Whether this was not pressed for this cart `within` that time; notes that it was, if so.

    The caller holds the cart's lock, so of two presses at once one is the first. What is noted
    stays only if the caller's transaction does.
    """
    now = timezone.now()
    receipts = CartReceipt.objects.filter(cart=cart)
    receipts.filter(pressed_at__lt=now - KEPT).delete()
    if receipts.filter(key=key, pressed_at__gt=now - within).exists():
        return False
    CartReceipt.objects.update_or_create(cart=cart, key=key, defaults={"pressed_at": now})
    return True
