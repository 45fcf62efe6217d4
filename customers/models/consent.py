"""What a person has said yes to being mailed: given, by what way, and taken back."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    """Two questions, never one: a yes to the one says nothing of the other (P-10, P-11)."""

    NEWSLETTER = "newsletter", _("Newsletter")
    PARTNER = "partner", _("Offers from partners")


class ConsentSource(models.TextChoices):
    """Where a yes or a no was said."""

    MAILED_LINK = "mailed_link", _("The person, by a mailed link")
    OWN_PAGES = "own_pages", _("The person, logged in")
    STAFF = "staff", _("The shop's staff")


@pghistory.track()
class Consent(models.Model):
    """One yes of one person, from when it was given until it was taken back.

    A person has at most one of a kind in force. One that ended stays, so that what held on any
    day can be shown. Only the person gives (C10); staff write down what they were told, never
    without how. `wording`: what was said yes to, as it was read; blank where it was not kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    kind = models.CharField(_("Consent to"), max_length=12, choices=ConsentKind.choices)
    given_at = models.DateTimeField(_("Given"), default=timezone.now)
    given_source = models.CharField(max_length=12, choices=ConsentSource.choices)
    wording = models.CharField(max_length=200, blank=True, default="")
    told_how = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    withdrawn_source = models.CharField(
        max_length=12, choices=ConsentSource.choices, blank=True, default=""
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=ConsentKind.values), name="consent_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(given_source__in=["mailed_link", "own_pages"], told_how="")
                | (models.Q(given_source="staff") & ~models.Q(told_how="")),
                name="consent_told_how_by_staff",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_source="")
                | models.Q(
                    withdrawn_at__gte=models.F("given_at"),
                    withdrawn_source__in=ConsentSource.values,
                ),
                name="consent_withdrawn_with_source",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-given_at", "-id"], name="consent_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"

    @property
    def is_given(self) -> bool:
        return self.withdrawn_at is None


class MailChoiceRequest(models.Model):
    """Somebody asked for a link to choose what an address is mailed. Counted for an hour."""

    address = models.CharField(max_length=254)  # in lower case, known to us or not
    ip_address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request for a link to mail choices")
        verbose_name_plural = _("requests for a link to mail choices")
        indexes = [
            models.Index(fields=["address", "asked_at"], name="mail_choice_by_address"),
            models.Index(fields=["ip_address", "asked_at"], name="mail_choice_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.asked_at:%Y-%m-%d %H:%M}"
