"""Changes of looks, own shops, rules and the shop's words, as the back office tells of them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.email_kinds import kind_of
from customers.access import Perm
from customers.actors import Actor
from customers.field_rules import SECTIONS
from customers.models import Customer, CustomerGroup
from customers.selectors.history_kinds import RECORDS, Change, Kind

_OWNER = frozenset({"customer_id", "group_id", "segment_id"})
_PICTURES = frozenset({"logo_id", "banner_id"})


def of_whom_one_sees(actor: Actor) -> Q:
    """What is one's customers' or their groups'; the shop's own for who may see its settings."""
    if actor.team_ids is None:
        mine = Q(customer__isnull=False) | Q(group__isnull=False)
    else:
        customers = Customer.objects.visible_to(actor).order_by().values("pk")
        groups = CustomerGroup.objects.with_customers_of(actor).order_by().values("pk")
        mine = Q(customer__in=customers) | Q(group__in=groups)
    if actor.has(Perm.STAFF_SETTINGS):
        mine |= Q(customer__isnull=True, group__isnull=True)
    return mine


def _of_the_shop(actor: Actor) -> Q:
    return Q() if actor.has(Perm.STAFF_SETTINGS) else Q(pk__in=[])


def in_words(change: Change) -> Change:
    """Yes, no, languages and pictures as a person says them."""
    name, old, new = change
    if name in _PICTURES:
        other = gettext("another picture") if old else gettext("a picture")
        return name, gettext("a picture") if old else "", other if new else ""
    is_both = isinstance(old, bool) and isinstance(new, bool)
    return name, *(each if is_both else _word(each) for each in (old, new))


def _word(value: Any) -> Any:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Mapping):
        return ", ".join(f"{language}: {text}" for language, text in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value


def _field(event: Any) -> str:
    """A field as the shop calls it."""
    section = SECTIONS.get(event.section)
    fields = section.fields if section is not None else ()
    label = next((str(each.label) for each in fields if each.name == event.field), event.field)
    return f"{section.label}, {label}" if section is not None else label


def _heading(event: Any) -> str:
    titles = (getattr(event, f"title_{code}") for code, _name in settings.LANGUAGES)
    return next(filter(None, titles), str(event.get_kind_display()))


def _mail(version: Any) -> str:
    kind = kind_of(version.template.kind)
    language = dict(settings.LANGUAGES).get(version.template.language, version.template.language)
    label = kind.label if kind is not None else version.template.kind
    return f"{label} · {language} · {version.get_how_display()}"


def _mail_keys(version: Any) -> Mapping[str, Any]:
    family, _slash, event = version.template.kind.partition("/")
    return {"family": family, "event": event, "language": version.template.language}


def _versions(model: Any) -> "QuerySet[Any, Any]":
    """Each is a row that never changes, so they are their own history."""
    earlier = model.objects.filter(template=OuterRef("template"), number__lt=OuterRef("number"))
    found: QuerySet[Any, Any] = model.objects.annotate(
        pgh_id=F("pk"),
        pgh_created_at=F("made_at"),
        pgh_label=Value("insert"),
        before_id=Subquery(earlier.order_by("-number").values("pk")[:1]),
    )
    return found.select_related("template")


def owned(name: str, label: Any, events: str, *, called: Callable[[Any], str], **more: Any) -> Kind:
    """Things of a customer, a group or the whole shop, told in full."""
    left_out = _OWNER | more.pop("left_out", frozenset())
    return Kind(
        name,
        label,
        events,
        of_whom_one_sees,
        Customer,
        "customer_id",
        is_owned=True,
        in_full=True,
        called=called,
        left_out=left_out,
        said=in_words,
        **more,
    )


def _shops(
    name: str, label: Any, events: str, *, called: Callable[[Any], str], **more: Any
) -> Kind:
    """Things that only the shop has."""
    return Kind(
        name,
        label,
        events,
        _of_the_shop,
        None,
        in_full=True,
        called=called,
        said=in_words,
        **more,
    )


_RULES = (
    owned(
        "profiles",
        _("Graphical profile"),
        "customers.GraphicalProfileEvent",
        called=lambda event: str(event.get_state_display()),
        left_out=frozenset({"state", "version"}),
    ),
    owned(
        "sites",
        _("Own shop"),
        "customers.CustomerSiteEvent",
        called=lambda event: f"/s/{event.slug}/",
        left_out=frozenset({"slug", "opened_at", "opened_by_id", "closed_by_id"}),
    ),
    owned(
        "fields",
        _("Form fields"),
        "customers.FieldRuleEvent",
        called=_field,
        left_out=frozenset({"section", "field"}),
        is_shops_too=True,
        keys=lambda event: {"section": event.section},
    ),
    owned(
        "extra",
        _("Extra fields"),
        "customers.ExtraFieldEvent",
        called=lambda event: str(event.label),
        left_out=frozenset({"key", "position", "version"}),
        is_shops_too=True,
    ),
    _shops("texts", _("Start page and news"), "customers.ShopTextEvent", called=_heading),
    _shops(
        "terms",
        _("Terms"),
        "customers.TermsEvent",
        called=lambda event: date_format(event.valid_from, "j M Y"),
    ),
    _shops(
        "mails",
        _("E-mail templates"),
        "core.EmailTemplateVersion",
        called=_mail,
        left_out=frozenset({"template_id", "number", "how", "made_by_id", "made_at"}),
        keys=_mail_keys,
        rows=_versions,
        done_by=lambda person: Q(made_by=person),
        subject="template_id",
    ),
)
KINDS: Mapping[str, Kind] = {**RECORDS, **{kind.name: kind for kind in _RULES}}
