"""Groups of the reseller's staff, each with customers of its own."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.querysets import SalesTeamQuerySet

_EVENTS = (pghistory.InsertEvent(), pghistory.DeleteEvent())


@pghistory.track()
class SalesTeam(models.Model):
    """Staff who see only the customers of their teams, with their people and orders (N-31, N-32).

    A customer points to its team itself, else its main group does: see `customers.teams`.
    """

    name = models.CharField(_("Name"), max_length=80)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="sales_teams", blank=True, verbose_name=_("Members")
    )

    objects = SalesTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales team")
        verbose_name_plural = _("sales teams")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="sales_team_name_unique_any_case",
                violation_error_message=_("There is already a sales team with this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track(*_EVENTS)
class SalesTeamMember(SalesTeam.members.through):  # type: ignore[misc,name-defined]
    """A person's place in a team; only its history is asked for here."""

    class Meta:
        proxy = True
