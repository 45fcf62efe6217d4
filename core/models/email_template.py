"""The words of mails that staff have changed: one row a mail and language, and every version."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class VersionKind(models.TextChoices):
    PUBLISHED = "published", _("Published")
    RESTORED = "restored", _("Taken back from an older one")
    RESET = "reset", _("Reset to ours")


class EmailTemplate(models.Model):
    """The mail `kind` (as `OutgoingEmail.template`) in `language`; its newest version is in force.

    `failed_version` is the number of a version that could not be used when a mail was written:
    ours went instead, and staff are told until something else is in force.
    """

    kind = models.CharField(max_length=100)
    language = models.CharField(max_length=5)
    failed_version = models.PositiveIntegerField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("e-mail template")
        verbose_name_plural = _("e-mail templates")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="email_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class EmailTemplateVersion(models.Model):
    """What somebody wrote, never changed afterwards. A blank part is ours; a reset has none.

    `core.email_wording` keeps the versions in force in each process and looks at the largest id
    to see whether they still are: whoever adds one holds the lock of `core.email_templates`.
    """

    template = models.ForeignKey(EmailTemplate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    how = models.CharField(max_length=10, choices=VersionKind.choices)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    heading = models.CharField(_("Heading"), max_length=200, blank=True)
    intro = models.TextField(_("Text"), blank=True)
    closing = models.TextField(_("Last words"), blank=True)
    button = models.CharField(_("Button"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of an e-mail template")
        verbose_name_plural = _("versions of e-mail templates")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="email_template_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=VersionKind.values), name="email_version_how_known"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="written_once",
                fields=[
                    *("template", "number", "how", "subject", "heading"),
                    *("intro", "closing", "button", "made_at"),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.number}"
