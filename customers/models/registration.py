"""Somebody wants an account: kept until the mailbox answers, or three days."""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.consent import ConsentKind

LIVES = timedelta(days=3)  # over a weekend


def nothing_kept() -> dict[str, Any]:
    return {}


class PendingRegistration(models.Model):
    """What a stranger wrote of an address that may not be theirs. No account is made of it before
    its mailbox has answered; where there is an account already, all but `wish` is forgotten.

    `consents` are the boxes that were ticked; they are asked again, and only then given. `wish` is
    what they wanted to save in the account; the layer above reads it.
    """

    email = models.CharField(max_length=254)  # as it was written, known to us or not
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=5, blank=True)
    title = models.CharField(max_length=20, blank=True)
    birthday = models.DateField(null=True)
    consents = ArrayField(
        models.CharField(max_length=12, choices=ConsentKind.choices), default=list, blank=True
    )
    wish = models.JSONField(default=nothing_kept, encoder=DjangoJSONEncoder)
    ip_address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("registration that waits for its mailbox")
        verbose_name_plural = _("registrations that wait for their mailbox")
        indexes = [
            models.Index(Lower("email"), "asked_at", name="registration_by_address"),
            models.Index(fields=["ip_address", "asked_at"], name="registration_by_ip"),
            models.Index(fields=["asked_at"], name="registration_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.asked_at + LIVES > timezone.now()
