"""Letters to those who said yes to them, and what became of each."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import OutgoingEmail
from customers.models import ConsentKind, CustomerGroup, Segment


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped")


class Audience(models.TextChoices):
    """Among whom those are looked for who said yes."""

    EVERYBODY = "everybody", _("Everybody who said yes")
    GROUPS = "groups", _("People at customers in groups or segments")
    ADDRESSES = "addresses", _("A list of e-mail addresses")


class Campaign(models.Model):
    """One letter. `kind` is the yes that it needs; `texts` its words by language, as
    `marketing.letters.LetterWords`. `people`: how many it was begun for, kept when others go."""

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(
        _("Kind"), max_length=12, choices=ConsentKind.choices, default=ConsentKind.NEWSLETTER
    )
    audience = models.CharField(
        _("To"), max_length=12, choices=Audience.choices, default=Audience.EVERYBODY
    )
    groups = models.ManyToManyField(CustomerGroup, related_name="+", blank=True)
    segments = models.ManyToManyField(Segment, related_name="+", blank=True)
    texts = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("Status"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    scheduled_at = models.DateTimeField(_("Goes out"), null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(_("Recipients"), default=0)
    version = models.PositiveIntegerField(default=0)  # of a draft, so that no edit is lost
    made_at = models.DateTimeField(_("Made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    sent_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=ConsentKind.values), name="campaign_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=Audience.values), name="campaign_audience_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", scheduled_at=None, started_at=None, ended_at=None)
                | models.Q(
                    state="scheduled", scheduled_at__isnull=False, started_at=None, ended_at=None
                )
                | models.Q(state="sending", started_at__isnull=False, ended_at=None)
                | models.Q(
                    state__in=["sent", "stopped"], started_at__isnull=False, ended_at__isnull=False
                ),
                name="campaign_times_fit_state",
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="campaign_newest"),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["scheduled", "sending"]),
                name="campaign_at_work",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == CampaignState.DRAFT


class CampaignAddress(models.Model):
    """One address of a pasted list, in lower case; ours or a stranger's."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=254)

    class Meta:
        verbose_name = _("address of a newsletter")
        verbose_name_plural = _("addresses of a newsletter")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "address"], name="campaign_address_once")
        ]
        indexes = [models.Index(fields=["address"], name="campaign_address")]

    def __str__(self) -> str:
        return self.address


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    QUEUED = "queued", _("In the outbox")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back")
    SKIPPED = "skipped", _("Skipped")


class SkippedFor(models.TextChoices):
    """Why somebody who was meant to get a letter, or might have been, gets none."""

    INACTIVE = "inactive", _("Is inactive")
    NO_EMAIL = "no_email", _("Has no e-mail address")
    NO_CONSENT = "no_consent", _("Has not said yes")
    WITHDREW = "withdrew", _("Has withdrawn since")
    BOUNCING = "bouncing", _("Mail to the address comes back")
    STOPPED = "stopped", _("The sending was stopped")


class CampaignRecipient(models.Model):
    """One person of a campaign. The mail is in the outbox from `queued` on.

    `withdrew_at`: the person said no by the link in this very letter.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    state = models.CharField(
        max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    reason = models.CharField(max_length=12, choices=SkippedFor.choices, blank=True, default="")
    mail = models.OneToOneField(
        OutgoingEmail, on_delete=models.SET_NULL, related_name="letter", null=True, blank=True
    )
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrew_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recipient of a newsletter")
        verbose_name_plural = _("recipients of a newsletter")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "user"], name="campaign_once_to_a_person"),
            models.CheckConstraint(
                condition=models.Q(state__in=LetterState.values), name="letter_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="skipped", reason__gt="")
                | (~models.Q(state="skipped") & models.Q(reason="")),
                name="letter_skipped_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "id"], name="letter_by_state"),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["waiting", "queued"]),
                name="letter_under_way",
            ),
            models.Index(fields=["-queued_at"], name="letter_queued"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.user_id}"
