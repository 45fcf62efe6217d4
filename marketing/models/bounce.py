"""Mail that came back, and the addresses that get no more newsletters because of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OutgoingEmail


class BounceKind(models.TextChoices):
    HARD = "hard", _("For good")
    SOFT = "soft", _("For now")


class BounceWay(models.TextChoices):
    REFUSED = "refused", _("The mail server refused it")
    REPORT = "report", _("A report came back")


class Bounce(models.Model):
    """One mail of ours that did not arrive. `key` names the report, so that it counts once."""

    key = models.CharField(max_length=80, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bounces", null=True
    )
    mail = models.ForeignKey(
        OutgoingEmail, on_delete=models.SET_NULL, related_name="bounces", null=True
    )
    address = models.CharField(max_length=254)  # in lower case, as the mail was sent to
    kind = models.CharField(max_length=4, choices=BounceKind.choices)
    way = models.CharField(max_length=8, choices=BounceWay.choices)
    status = models.CharField(max_length=20, blank=True, default="")  # 5.1.1
    said = models.CharField(max_length=300, blank=True, default="")  # by the mail server
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mail that came back")
        verbose_name_plural = _("mail that came back")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=BounceKind.values), name="bounce_kind_known"
            )
        ]
        indexes = [models.Index(fields=["address", "-happened_at"], name="bounce_by_address")]

    def __str__(self) -> str:
        return f"{self.address}: {self.kind} {self.status}"


class BouncingAddress(models.Model):
    """An address that newsletters are not sent to, until somebody clears it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )
    address = models.CharField(max_length=254)  # in lower case
    since = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=20, blank=True, default="")
    said = models.CharField(max_length=300, blank=True, default="")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("address that mail comes back from")
        verbose_name_plural = _("addresses that mail comes back from")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=models.Q(cleared_at__isnull=True),
                name="bouncing_address_once",
            )
        ]

    def __str__(self) -> str:
        return self.address
