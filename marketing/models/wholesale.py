"""What the wholesale sign-up asks, and which tiers can be applied for: the staff's choices."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import AskedQuestion, FieldKind, PricingTier


class Asked(models.TextChoices):
    """Whether the form has a field, and whether it must be filled in."""

    NO = "no", _("Not asked for")
    YES = "yes", _("May be left blank")
    REQUIRED = "required", _("Required")


def _asked(label: object, default: Asked) -> "models.CharField[str, str]":
    return models.CharField(
        label,  # type: ignore[arg-type]
        max_length=10,
        choices=Asked.choices,
        default=default.value,
    )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WholesaleProgramme(models.Model):
    """One row. The words of another language are shown where they are written, else the first."""

    tiers = models.ManyToManyField(
        PricingTier,
        related_name="+",
        blank=True,
        verbose_name=_("Tiers that can be applied for"),
    )
    helps_to_choose = models.BooleanField(
        _("“Help me choose” is offered"),
        default=True,
        help_text=_("Without any tier above, this is all that the form asks of tiers."),
    )
    intro = models.TextField(_("Introduction"), max_length=2000, blank=True)
    intro_sv = models.TextField(_("Introduction in Swedish"), max_length=2000, blank=True)
    intro_nb = models.TextField(_("Introduction in Norwegian"), max_length=2000, blank=True)
    next_steps = models.TextField(_("What happens next"), max_length=2000, blank=True)
    next_steps_sv = models.TextField(
        _("What happens next, in Swedish"), max_length=2000, blank=True
    )
    next_steps_nb = models.TextField(
        _("What happens next, in Norwegian"), max_length=2000, blank=True
    )
    org_number = _asked(_("Organisation number"), Asked.REQUIRED)
    vat_number = _asked(_("VAT number"), Asked.YES)
    website = _asked(_("Website"), Asked.YES)
    address = _asked(_("Address"), Asked.YES)
    phone = _asked(_("Phone"), Asked.YES)
    words = _asked(_("In their own words"), Asked.YES)
    documents = _asked(_("Documents"), Asked.YES)

    class Meta:
        verbose_name = _("wholesale sign-up")
        verbose_name_plural = _("wholesale sign-up")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="wholesale_programme_one_row"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__in": Asked.values}), name=f"wholesale_{name}_known"
                )
                for name in (
                    *("org_number", "vat_number", "website", "address"),
                    *("phone", "words", "documents"),
                )
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WholesaleQuestion(AskedQuestion):
    """A question that the shop asks of applicants."""

    position = models.PositiveIntegerField(_("Place"), default=0)

    class Meta:
        verbose_name = _("question of the wholesale sign-up")
        verbose_name_plural = _("questions of the wholesale sign-up")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FieldKind.values), name="wholesale_question_kind_known"
            )
        ]
