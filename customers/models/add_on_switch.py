"""Which parts of the shop somebody has switched, and what it remembers of that."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class AddOnSwitch(models.Model):
    """One part that has been switched (N-01): its history says when, and by whom.

    Whether a part is on is asked of `ShopSettings.is_on`, which every visit has at hand.
    """

    number = models.PositiveIntegerField(_("Number"), unique=True)
    is_on = models.BooleanField(_("On"))

    class Meta:
        verbose_name = _("switch of an add-on")
        verbose_name_plural = _("switches of add-ons")

    def __str__(self) -> str:
        return str(self.number)
