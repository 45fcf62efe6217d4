"""A company's application for a pricing tier (U-26): what was written, its files, its history."""

import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.reasons import Text
from core.uploads.kinds import kind_of_content_type
from customers.access import Perm
from customers.actors import Actor
from customers.models import Customer, PricingTier, SalesTeam
from marketing.application_states import ApplicationMoveKind, ApplicationState

_S = ApplicationState
_DECIDED = (_S.APPROVED.value, _S.REFUSED.value)


def search_text() -> Func:
    """Where a text is looked for; its index has the same expression."""
    parts: list[models.F | Value] = []
    for name in ("company", "email", "first_name", "last_name", "org_number", "vat_number"):
        parts += [Value(" "), models.F(name)]
    return Func(
        *parts,
        arg_joiner=" || ",
        template="(%(expressions)s)",
        output_field=models.TextField(),
    )


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> "ApplicationQuerySet":
        """Staff who see every customer; of a team, those that were handed to it (N-32)."""
        if not actor.has(Perm.STAFF_CUSTOMER_VIEW):
            return self.none()
        if actor.team_ids is None:
            return self
        return self.filter(sales_team__in=sorted(actor.team_ids))

    def matching(self, text: str) -> "ApplicationQuerySet":
        """Those in which every word is found: company, number, person, e-mail."""
        rows = self.alias(searched=search_text()) if text.split() else self
        for word in text.split()[:8]:
            rows = rows.filter(searched__icontains=word)
        return rows


class Application(models.Model):
    """`tier` is the one asked for, None = "help me choose". `customer` is what it led to.

    `answers` to the shop's own questions, kept as orders keep theirs (customers/extra_fields.py).
    It goes with the person it names: `marketing/services/erasing.py`.
    """

    company = models.CharField(_("Company"), max_length=200)
    org_number = models.CharField(_("Organisation number"), max_length=30, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    country = CountryField(_("Country"))
    website = models.URLField(_("Website"), max_length=200, blank=True)
    street = models.CharField(_("Street"), max_length=200, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=100, blank=True)
    first_name = models.CharField(_("First name"), max_length=100)
    last_name = models.CharField(_("Last name"), max_length=100)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    tier = models.ForeignKey(
        PricingTier,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Pricing tier"),
    )
    words = models.TextField(_("In their own words"), max_length=2000, blank=True)
    answers = models.JSONField(default=list, blank=True)
    language = models.CharField(_("Language"), max_length=5)
    state = models.CharField(
        _("State"), max_length=10, choices=_S.choices, default=_S.PENDING.value
    )
    sent_at = models.DateTimeField(_("Sent in"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("E-mail confirmed"), null=True)
    decided_at = models.DateTimeField(_("Decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    reason = models.CharField(_("Reason"), max_length=1000, blank=True)
    sales_team = models.ForeignKey(
        SalesTeam,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Sales team"),
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for a pricing tier")
        verbose_name_plural = _("applications for pricing tiers")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_S.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=_DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True)),
                name="application_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[_S.PENDING.value, _S.WITHDRAWN.value])
                | Q(confirmed_at__isnull=False),
                name="application_confirmed_first",
            ),
            models.CheckConstraint(
                condition=~Q(state=_S.REFUSED.value) | ~Q(reason=""),
                name="application_refused_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-sent_at", "-id"], name="application_by_state"),
            models.Index(fields=["-sent_at", "-id"], name="application_newest"),
            models.Index(Upper("email"), name="application_email"),
            GinIndex(OpClass(Upper(search_text()), name="gin_trgm_ops"), name="application_search"),
        ]

    def __str__(self) -> str:
        return self.company

    @property
    def person_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def town(self) -> str:
        return " ".join(part for part in (self.postal_code, self.city) if part)


class ApplicationMove(models.Model):
    """One line of its history: what was done, when, by whom (None: the applicant), and why."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=ApplicationMoveKind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    told = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("move of an application")
        verbose_name_plural = _("moves of applications")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ApplicationMoveKind.values),
                name="application_move_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.kind}"


def application_file_storage() -> Storage:
    return storages["documents"]


def application_file_name(_document: "ApplicationDocument", _file_name: str) -> str:
    """Nothing of its own name, and not to be guessed."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


class ApplicationDocument(models.Model):
    """A file sent in with an application; at approval it becomes one of the customer's."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    file = models.FileField(
        upload_to=application_file_name, storage=application_file_storage, max_length=100
    )
    file_name = models.CharField(_("File"), max_length=120)
    size = models.PositiveBigIntegerField(_("Size"))  # bytes
    content_type = models.CharField(max_length=100)  # by content, never as the browser said
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="application_document_not_empty")
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def kind(self) -> Text:
        found = kind_of_content_type(self.content_type)
        return found.label if found else ""

    @property
    def icon(self) -> str:
        found = kind_of_content_type(self.content_type)
        return found.icon if found else "file-earmark"


class ApplicationRequest(models.Model):
    """Somebody sent the form. Counted for an hour, so that nobody fills the list or a mailbox."""

    address = models.CharField(max_length=254)  # in lower case
    ip_address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sending of the wholesale form")
        verbose_name_plural = _("sendings of the wholesale form")
        indexes = [
            models.Index(fields=["address", "asked_at"], name="application_by_address"),
            models.Index(fields=["ip_address", "asked_at"], name="application_by_ip"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.asked_at:%Y-%m-%d %H:%M}"
