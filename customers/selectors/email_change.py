"""A change of log-in address that waits, for the pages that show it."""

from customers.models import EmailChange, EmailChangeState, User


def pending_change(user: User) -> EmailChange | None:
    """The one that has not ended, too old or not. One query; none where the row says no."""
    if user.has_email_change is False:
        return None
    changes = EmailChange.objects.filter(user=user, state=EmailChangeState.PENDING)
    return changes.select_related("asked_by").first()


def waiting_change(user: User) -> EmailChange | None:
    """The one that an answer would still count for, as the person is now. As `pending_change`."""
    change = pending_change(user)
    if change is None or not change.is_open or change.epoch != user.session_epoch:
        return None
    return change
