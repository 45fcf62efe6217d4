"""The shop's own settings."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Now

from core.models import EmailTemplateVersion
from core.prepared import Prepared
from customers.field_patterns import PROPERTIES
from customers.link_targets import KEPT
from customers.models import (
    ExtraField,
    FieldRule,
    GraphicalProfile,
    LinkTargets,
    ProfileState,
    ShopSettings,
    Terms,
    TimedDiscount,
)


def _settings() -> QuerySet[ShopSettings]:
    """The row, and with it the few field rules that are the shop's: no question of their own."""
    rules = FieldRule.objects.filter(group=None, customer=None)
    newest = EmailTemplateVersion.objects.order_by("-pk").values("pk")[:1]
    said = JSONObject(**{name: name for name in ("section", "field", *PROPERTIES)})
    targets = LinkTargets.objects.values(said=JSONObject(**{name: name for name in KEPT}))
    return (
        ShopSettings.objects.select_related("private_group")
        .filter(pk=1)
        .annotate(  # type: ignore[no-redef]
            terms_from=Subquery(Terms.objects.order_by("valid_from").values("valid_from")[:1]),
            mail_edition=Coalesce(Subquery(newest), 0),
            field_rules=ArraySubquery(rules.values(said=said)),
            has_exact_field_rules=Exists(
                FieldRule.objects.filter(Q(group__isnull=False) | Q(customer__isnull=False))
            ),
            has_extra_fields=Exists(ExtraField.objects.filter(is_active=True)),
            link_targets=Subquery(targets[:1]),
            # A day more than it can be anywhere: whose it is, and when, is asked where prices are.
            has_timed_discounts=Exists(
                TimedDiscount.objects.filter(ends_on__gt=Now() - timedelta(days=2))
            ),
            has_looks=Exists(GraphicalProfile.objects.filter(state=ProfileState.PUBLISHED)),
        )
    )


_ROW: Prepared[ShopSettings] = Prepared(_settings)


def shop_settings() -> ShopSettings:
    """The one row; its defaults when nobody has saved it yet. One query, on every page."""
    return next(iter(_ROW.rows()), None) or ShopSettings(pk=1)


def personal_in_use(shop: ShopSettings) -> tuple[str, ...]:
    """Which of title and birthday people are asked for (C20)."""
    return tuple(name for name in ("title", "birthday") if getattr(shop, f"{name}_in_use"))
