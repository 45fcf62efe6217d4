"""Where the shop's links to log-in and sign-up lead, and where people come afterwards (U-27)."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LinkTargets(models.Model):
    """One row, read beside the settings by `shop_settings()`; a blank address = the shop's own.

    What may be written is said in customers/link_targets.py, which is asked again at every use.
    """

    login_link = models.CharField(_("Log-in links lead to"), max_length=300, blank=True)
    wholesale_link = models.CharField(
        _("Wholesale sign-up links lead to"), max_length=300, blank=True
    )
    after_login = models.CharField(_("After log-in"), max_length=300, blank=True)
    after_sign_up = models.CharField(_("After sign-up"), max_length=300, blank=True)
    allowed_hosts = ArrayField(
        models.CharField(max_length=200), verbose_name=_("Other hosts"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("addresses of links")
        verbose_name_plural = _("addresses of links")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="link_targets_one_row")
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
