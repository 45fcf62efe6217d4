"""The address that opens a customer's or a group's own shop, also before log-in (N-16..N-18)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer
from customers.models.group import CustomerGroup

LONGEST_SLUG = 60


@pghistory.track()
class CustomerSite(models.Model):
    """One address `/s/<slug>/` that was given to a customer or a group, open or closed.

    A row stays for good: a closed address answers 410 and is never given to another (DESIGN §4).
    Another address of the same owner is another row; one of them is open at most. When the owner
    is deleted the row stays without one, which is as closed. `host`, lower case and without a
    port, opens the same shop without `/s/<slug>/`; that of a closed site is free for another.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, related_name="sites", null=True, blank=True
    )
    group = models.ForeignKey(
        CustomerGroup, on_delete=models.SET_NULL, related_name="sites", null=True, blank=True
    )
    slug = models.CharField(_("Address"), max_length=LONGEST_SLUG, unique=True)
    host = models.CharField(_("Host name of its own"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("Opened"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )

    # Whether the shop has switched such sites off (N-01), where a selector asked.
    part_is_off: bool = False

    class Meta:
        verbose_name = _("customer site")
        verbose_name_plural = _("customer sites")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=True) | Q(group__isnull=True),
                name="site_of_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="site_slug_is_plain"
            ),
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(closed_at__isnull=True, customer__isnull=False),
                name="one_open_site_a_customer",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(closed_at__isnull=True, group__isnull=False),
                name="one_open_site_a_group",
            ),
            models.UniqueConstraint(
                fields=["host"],
                condition=Q(closed_at__isnull=True) & ~Q(host=""),
                name="one_open_site_a_host",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def path(self) -> str:
        """`/s/<slug>/`: the address below the shop's own."""
        return f"/s/{self.slug}/"


class CustomerSiteDay(models.Model):
    """How often a site was come to on a day (shop time zone). Nothing about who came."""

    site = models.ForeignKey(CustomerSite, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("Day"))
    visits = models.PositiveIntegerField(_("Visits"), default=0)

    class Meta:
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits by day")
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="one_row_a_site_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.visits}"
