"""Days that have gone by: what a test just did is written down as done on one of them."""

from datetime import date, datetime, time

import pghistory.models
from django.apps import apps
from django.contrib.postgres.functions import TransactionNow
from django.utils import timezone


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def happened_on(day: date) -> None:
    """Everything that was written down in this test and not dated yet happened at noon of `day`.

    The database's clock, which dates history, stands still within a test's transaction.
    """
    for model in apps.get_models():
        if issubclass(model, pghistory.models.Event) and model._meta.managed:
            model._default_manager.filter(pgh_created_at=TransactionNow()).update(
                pgh_created_at=noon(day)
            )
