"""A mail with a link to choose a password, sent to many, and what became of it for each."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    ACTIVATION = "activation", _("Activation link")
    WRITTEN = "written", _("Password notice")


class RecipientState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    SKIPPED = "skipped", _("Skipped")


class SentLink(models.TextChoices):
    """Which link a person got: the first password, or a new one instead of theirs."""

    ACTIVATION = "activation", _("Activation link")
    RESET = "reset", _("Reset link")


class SkipReason(models.TextChoices):
    INACTIVE = "inactive", _("Is inactive")
    NO_EMAIL = "no_email", _("Has no e-mail address")
    HAS_PASSWORD = "has_password", _("Already has a password")
    NO_RIGHT = "no_right", _("The sender may not mail this person a link")
    STOPPED = "stopped", _("The sending was stopped")


class PasswordNotice(models.Model):
    """One mail to many people, each with a link of their own; never a password (U-22, C4).

    An activation has the shop's standing text, so `subject` and `body` are blank. `language` is
    the one that the text was written in.
    """

    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text"), blank=True)
    language = models.CharField(_("Language"), max_length=5, blank=True)
    # Blank = a command of the shop itself.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    people = models.PositiveIntegerField(_("Recipients"), default=0)  # sent to or not
    made_at = models.DateTimeField(_("Sent off"), default=timezone.now)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    stopped_at = models.DateTimeField(null=True)
    # What the page that sent it held, so that sending it twice makes one notice.
    token = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("password notice")
        verbose_name_plural = _("password notices")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="activation", subject="", body="")
                | models.Q(kind="written", subject__gt="", body__contains="{link}"),
                name="notice_text_fits_kind",
            )
        ]
        indexes = [models.Index(fields=["language", "-id"], name="notice_by_language")]

    def __str__(self) -> str:
        return self.subject or str(self.get_kind_display())


class NoticeRecipient(models.Model):
    """One person of a notice: waits, then was sent a link or skipped with a reason."""

    notice = models.ForeignKey(PasswordNotice, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    state = models.CharField(
        max_length=10, choices=RecipientState.choices, default=RecipientState.WAITING
    )
    reason = models.CharField(max_length=20, choices=SkipReason.choices, blank=True)
    link = models.CharField(max_length=10, choices=SentLink.choices, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recipient of a password notice")
        verbose_name_plural = _("recipients of password notices")
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="notice_once_to_a_person"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", reason="", link="", sent_at=None)
                | models.Q(state="sent", reason="", link__gt="", sent_at__isnull=False)
                | models.Q(state="skipped", reason__gt="", link="", sent_at=None),
                name="notice_recipient_state_fits",
            ),
        ]
        indexes = [
            models.Index(fields=["notice", "id", "state"], name="notice_recipient_page"),
            models.Index(
                fields=["notice", "id"],
                condition=models.Q(state="waiting"),
                name="notice_recipient_waiting",
            ),
            models.Index(
                fields=["sent_at"], condition=models.Q(state="sent"), name="notice_recipient_sent"
            ),  # counted before each batch: so many a minute
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.user_id} {self.state}"
