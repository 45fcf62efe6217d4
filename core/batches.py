"""What jobs share that send mail batch by batch: so many a minute, a job for the rest."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

MINUTE = timedelta(minutes=1)


def room_in_minute(rows: "QuerySet[Any]", went_at: str, *, a_minute: int) -> tuple[int, int]:
    """How many more may go now, and if none: in how many seconds. One query.

    `went_at` is the field of `rows` that says when each went.
    """
    now = timezone.now()
    lately = rows.filter(**{f"{went_at}__gt": now - MINUTE})
    moments = list(lately.order_by(f"-{went_at}").values_list(went_at, flat=True)[:a_minute])
    if len(moments) < a_minute:
        return a_minute - len(moments), 0
    return 0, int((moments[-1] + MINUTE - now).total_seconds()) + 1


def leave_job(task: str, *, in_seconds: int = 0) -> None:
    """A job for those who still wait, unless one is there already."""
    job = app.configure_task(task, queueing_lock=task, schedule_in={"seconds": in_seconds})
    try:
        with transaction.atomic():
            job.defer()
    except AlreadyEnqueued:
        pass
