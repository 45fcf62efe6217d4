"""Mail: outbox and log in one table."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EmailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class OutgoingEmail(models.Model):
    """One mail to one address, written in the transaction of what it tells of.

    Sent at least once by the worker, always with the same Message-ID. `event_key` names the
    event, so that one event writes one row to one address however often it is told.
    """

    message_id = models.CharField(max_length=120, unique=True)
    event_key = models.CharField(max_length=160)
    to_address = models.EmailField(_("To"))
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="emails",
        null=True,
        blank=True,
    )
    template = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    subject = models.CharField(_("Subject"), max_length=250)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    is_secret = models.BooleanField(
        default=False, help_text="Holds a log-in link: the body is not shown to staff."
    )
    unsubscribe_url = models.CharField(
        max_length=300, blank=True, help_text="Stops mail of its kind when it is posted to."
    )
    state = models.CharField(max_length=10, choices=EmailState.choices, default=EmailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    # What a mail server said of the address when it refused it: "550 5.1.1". Blank = it did not.
    refused_with = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event_key", "to_address"], name="email_once_per_event_and_address"
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="waiting"),
                name="email_waiting",
            ),
            models.Index(fields=["-created_at", "-id"], name="email_newest"),
            models.Index(
                fields=["to_user", "-created_at", "-id"], name="email_to_person"
            ),  # the mail tab of a person's and a customer's card
            models.Index(
                fields=["id"], condition=models.Q(state="failed"), name="email_failed"
            ),  # counted on the staff's front page
            models.Index(
                fields=["event_key"], name="email_event", opclasses=["varchar_pattern_ops"]
            ),  # all mail about one order
            GinIndex(
                OpClass(Upper("to_address"), name="gin_trgm_ops"),
                OpClass(Upper("subject"), name="gin_trgm_ops"),
                name="email_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
