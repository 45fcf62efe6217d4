"""A log-in address on its way to be another: asked for, confirmed from both, or ended."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIVES = timedelta(days=3)  # a link in a mail that waits over a weekend


class EmailChangeState(models.TextChoices):
    PENDING = "pending", _("Waits for both addresses")
    DONE = "done", _("Both addresses have confirmed")
    WITHDRAWN = "withdrawn", _("Taken back")
    STOPPED = "stopped", _("Stopped: it was not the person")
    REPLACED = "replaced", _("Another change came instead")


class EmailChange(models.Model):
    """Somebody asked that `user` log in with `new_email`; nothing changes until both say yes (C12).

    `epoch` is the person's session_epoch at the time: a change of password, a log-out everywhere
    or being made inactive ends the change as well, since its mails then no longer fit.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_changes"
    )
    old_email = models.EmailField(max_length=254)
    new_email = models.EmailField(_("New e-mail"), max_length=254)
    epoch = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=EmailChangeState.choices, default=EmailChangeState.PENDING
    )
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    old_confirmed_at = models.DateTimeField(null=True, blank=True)
    new_confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("change of e-mail")
        verbose_name_plural = _("changes of e-mail")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="pending"),
                name="email_change_one_pending",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=EmailChangeState.values),
                name="email_change_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | models.Q(old_confirmed_at__isnull=False, new_confirmed_at__isnull=False),
                name="email_change_done_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.state}"

    @property
    def lives_until(self) -> datetime:
        return self.asked_at + LIVES

    @property
    def is_open(self) -> bool:
        """Whether a yes still counts, as far as the row itself can tell."""
        return self.state == EmailChangeState.PENDING and timezone.now() < self.lives_until
