"""The VAT rates there are."""

from collections.abc import Sequence

from django.http import Http404

from catalogue.models import VatRate


def vat_rates() -> Sequence[VatRate]:
    """Every rate, the highest first. One query."""
    return list(VatRate.objects.order_by("-percent", "name"))


def vat_rate_of(rate_id: int) -> VatRate:
    """One rate, or Http404."""
    rate = VatRate.objects.filter(pk=rate_id).first()
    if rate is None:
        raise Http404
    return rate
