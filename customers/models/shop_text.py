"""The shop's own words: texts and news of the start page, and the terms."""

from collections.abc import Mapping
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models.group import CustomerGroup, Segment

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class TextKind(models.TextChoices):
    START = "start", _("Start page text")
    NEWS = "news", _("News")


class _InLanguages(models.Model):
    """A text in the shop's languages; a blank one is read in the shop's own."""

    body_en = models.TextField(_("Text in English"), blank=True)
    body_sv = models.TextField(_("Text in Swedish"), blank=True)
    body_nb = models.TextField(_("Text in Norwegian"), blank=True)

    class Meta:
        abstract = True

    def language_of(self, language: str, shop_language: str) -> str:
        """The one that whoever reads `language` gets: theirs, else the shop's, else the first."""
        wanted = (language.partition("-")[0], shop_language, *LANGUAGES)
        written = (code for code in wanted if code in LANGUAGES and self.is_in(code))
        return next(written, LANGUAGES[0])

    def is_in(self, language: str) -> bool:
        return bool(getattr(self, f"body_{language}").strip())


class ShopTextQuerySet(models.QuerySet["ShopText"]):
    def shown_on(self, day: date) -> Self:
        """Active, begun and not over on `day`, in the shop's time zone; both days are included."""
        not_over = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(not_over, is_active=True, starts_on__lte=day)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ShopText(_InLanguages):
    """A text or a piece of news on the start page, for everyone or for who is in one of its groups
    or segments (customers/reach.py). The body is written as plain text or with a few HTML tags.

    Texts stand by `position`, news by day, the newest first.
    """

    kind = models.CharField(_("Kind"), max_length=10, choices=TextKind.choices)
    title_en = models.CharField(_("Heading in English"), max_length=160, blank=True)
    title_sv = models.CharField(_("Heading in Swedish"), max_length=160, blank=True)
    title_nb = models.CharField(_("Heading in Norwegian"), max_length=160, blank=True)
    starts_on = models.DateField(_("Shown from"))
    ends_on = models.DateField(_("Shown until"), null=True, blank=True)
    position = models.PositiveIntegerField(_("Position"), default=0)
    is_active = models.BooleanField(_("Shown"), default=True)
    limit_groups = models.ManyToManyField(
        CustomerGroup, related_name="+", blank=True, verbose_name=_("Limit by group")
    )
    limit_segments = models.ManyToManyField(
        Segment, related_name="+", blank=True, verbose_name=_("Limit by segment")
    )

    objects = ShopTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of the shop")
        verbose_name_plural = _("texts of the shop")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="shop_text_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TextKind.values), name="shop_text_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-starts_on", "-id"], name="shop_text_newest")]

    def __str__(self) -> str:
        written = (title for title in self.titles.values() if title)
        return next(written, str(self.get_kind_display()))

    @property
    def titles(self) -> Mapping[str, str]:
        return {code: getattr(self, f"title_{code}") for code in LANGUAGES}

    def is_in(self, language: str) -> bool:
        return bool(self.titles[language].strip()) or super().is_in(language)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Terms(_InLanguages):
    """A version of the shop's terms, in force from a day on until the next version's day."""

    valid_from = models.DateField(_("In force from"))

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        indexes = [models.Index(fields=["-valid_from", "-id"], name="terms_newest")]

    def __str__(self) -> str:
        return str(self.valid_from)
