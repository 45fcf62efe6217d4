"""What happened to an account: the part of history that holds no column to compare."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.membership import Membership


class AccountEventKind(models.TextChoices):
    INVITED = "invited", _("Activation link sent")
    ACTIVATED = "activated", _("Chose a password and activated the account")
    RESET_ASKED = "reset_asked", _("Reset link sent")
    RESET_DONE = "reset_done", _("Chose a new password with a reset link")
    PASSWORD_CHANGED = "password_changed", _("Changed the password")
    TEMPORARY_PASSWORD = "temporary_password", _("Got a temporary password")
    EMAIL_ASKED = "email_asked", _("A new e-mail address was asked for")
    EMAIL_WITHDRAWN = "email_withdrawn", _("The new e-mail address was taken back")
    EMAIL_STOPPED = "email_stopped", _("Stopped a new e-mail address: it was somebody else")
    EMAIL_CHANGED = "email_changed", _("Got a new e-mail address")
    MADE_INACTIVE = "made_inactive", _("Was made inactive")
    MADE_ACTIVE = "made_active", _("Was made active again")
    SECOND_FACTOR_ADDED = "factor_added", _("Added a second factor")
    SECOND_FACTOR_REMOVED = "factor_removed", _("Removed a second factor")
    SECOND_FACTOR_RESET = "factor_reset", _("Had two-factor taken away by the shop")
    RECOVERY_CODES_MADE = "codes_made", _("Made new recovery codes")
    RECOVERY_CODE_USED = "code_used", _("Logged in with a recovery code")
    SESSIONS_ENDED = "sessions_ended", _("Logged out everywhere else")
    EXPORTED = "exported", _("All that is stored on the person was taken out")
    ERASED = "erased", _("Was erased")


class AccountEvent(models.Model):
    """One line of a person's account log: who did what, and how the asker was verified (K-35)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_events"
    )
    kind = models.CharField(_("Event"), max_length=20, choices=AccountEventKind.choices)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    note = models.CharField(_("How the person was verified"), max_length=300, blank=True)
    reason = models.CharField(_("Why"), max_length=300, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("account event")
        verbose_name_plural = _("account events")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AccountEventKind.values),
                name="account_event_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"


class ActingVisit(models.Model):
    """One time that somebody logged in as somebody else: who, as whom, from when to when."""

    doer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acting_visits"
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="acting_visits"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("visit as somebody else")
        verbose_name_plural = _("visits as somebody else")
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.doer_id} as {self.membership_id}"


class ResetRequest(models.Model):
    """Somebody asked for a reset link to an address. Counted for an hour, kept for a day."""

    address = models.CharField(max_length=254)  # in lower case, known to us or not
    ip_address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request for a reset link")
        verbose_name_plural = _("requests for a reset link")
        indexes = [
            models.Index(fields=["address", "asked_at"], name="reset_by_address"),
            models.Index(fields=["ip_address", "asked_at"], name="reset_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.asked_at:%Y-%m-%d %H:%M}"
