"""Every way to deliver and to pay, for the settings pages; buyers read `offered_deliveries`."""

from collections.abc import Sequence

from django.http import Http404

from orders.models import DeliveryMethod, PaymentMethod

_LIMITS = ("limit_groups", "limit_segments")


def delivery_methods() -> Sequence[DeliveryMethod]:
    """All of them in the order that buyers see, with VAT, groups and segments. Three queries."""
    found = DeliveryMethod.objects.select_related("vat_rate").prefetch_related(
        "limit_groups", "limit_segments"
    )
    return list(found)


def payment_methods() -> Sequence[PaymentMethod]:
    """All of them in the order that buyers see, with VAT, groups and segments. Three queries."""
    found = PaymentMethod.objects.select_related("vat_rate").prefetch_related(
        "limit_groups", "limit_segments"
    )
    return list(found)


def delivery_method_of(method_id: int) -> DeliveryMethod:
    """One of them, or Http404."""
    found = DeliveryMethod.objects.prefetch_related(*_LIMITS).filter(pk=method_id).first()
    if found is None:
        raise Http404
    return found


def payment_method_of(method_id: int) -> PaymentMethod:
    """One of them, or Http404."""
    found = PaymentMethod.objects.prefetch_related(*_LIMITS).filter(pk=method_id).first()
    if found is None:
        raise Http404
    return found
