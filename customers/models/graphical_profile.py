"""How the shop looks to a customer: its logo, colours and welcome (N-02)."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.group import CustomerGroup

LONGEST_TITLE = 120
LONGEST_WELCOME = 1000
_HEX = r"^#[0-9A-F]{6}$"


class ProfileState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ProfilePicture(models.Model):
    """A logo or a banner as it is handed out: drawn anew from what was sent, so nothing else of the
    file is left. Never changed, so that its address can be kept for good. Each upload has its own.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()  # pixels
    height = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.sha256[:12]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["tokens", "digest"],
    meta={
        "indexes": [
            models.Index(fields=["customer_id"], name="profile_history_customer"),
            models.Index(fields=["group_id"], name="profile_history_group"),
        ]
    },
)
class GraphicalProfile(models.Model):
    """One look of one customer, or of a group and so of its customers without their own.

    An owner has at most a draft, which staff alone see, and what is published, a copy of the draft
    as it was then. `tokens` are derived from the colours at every save (customers/brand_colours.py)
    and `digest` names the stylesheet made of them.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="profiles", null=True, blank=True
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="profiles", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=ProfileState.choices)
    brand_colour = models.CharField(_("Brand colour"), max_length=7)
    header_colour = models.CharField(_("Header colour"), max_length=7, blank=True)
    welcome_title = models.CharField(_("Welcome, heading"), max_length=LONGEST_TITLE, blank=True)
    welcome_text = models.TextField(_("Welcome, text"), max_length=LONGEST_WELCOME, blank=True)
    logo = models.ForeignKey(
        ProfilePicture,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Logo"),
    )
    banner = models.ForeignKey(
        ProfilePicture,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Banner"),
    )
    tokens = models.JSONField(default=dict)
    digest = models.CharField(max_length=32, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("graphical profile")
        verbose_name_plural = _("graphical profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer__isnull=False, group__isnull=True)
                | models.Q(customer__isnull=True, group__isnull=False),
                name="profile_of_one_owner",
            ),
            models.UniqueConstraint(fields=["customer", "state"], name="profile_once_a_customer"),
            models.UniqueConstraint(fields=["group", "state"], name="profile_once_a_group"),
            models.CheckConstraint(
                condition=models.Q(state__in=ProfileState.values), name="profile_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(brand_colour__regex=_HEX), name="profile_brand_is_a_colour"
            ),
            models.CheckConstraint(
                condition=models.Q(header_colour="") | models.Q(header_colour__regex=_HEX),
                name="profile_header_is_a_colour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brand_colour} {self.header_colour}".strip()

    @property
    def stamp(self) -> str:
        """What a form hands back, to tell whether anybody has saved meanwhile."""
        return f"{self.pk}-{self.version}"
