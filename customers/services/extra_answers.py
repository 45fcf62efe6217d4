"""What hangs on an extra field being answered for the first time."""

from collections.abc import Collection

from django.utils import timezone

from customers.models import ExtraField


def note_answered(keys: Collection[str]) -> None:
    """From now on these fields keep their kind and are not deleted. One statement, none without
    keys; part of the caller's transaction."""
    if keys:
        ExtraField.objects.filter(key__in=keys, first_answered_at__isnull=True).update(
            first_answered_at=timezone.now()
        )
