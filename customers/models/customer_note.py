"""What staff write to each other about a customer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models.customer import Customer


class CustomerNote(models.Model):
    """One entry of a customer's log of notes. Staff only: no page, mail or export of a buyer's.

    Never changed, so that everyone reads what was written then. `author` is None for what was
    noted before there was a log, and for whoever is gone.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    text = models.TextField(_("Note"))
    written_at = models.DateTimeField(_("Written"), default=timezone.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["customer", "-written_at", "-id"], name="note_newest")]

    def __str__(self) -> str:
        return self.text[:60]
