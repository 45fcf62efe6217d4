"""Which words of a mail are in force: read once a process, until somebody publishes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from core.email_words import Words
from core.models import EmailTemplate, EmailTemplateVersion, VersionKind


@dataclass(frozen=True, slots=True)
class InForce:
    """What staff wrote for a mail, and which row and version says so."""

    template_id: int
    number: int
    words: Words


@dataclass(frozen=True, slots=True)
class _Kept:
    edition: int
    mails: Mapping[tuple[str, str], InForce]


_kept = [_Kept(0, {})]  # versions are numbered from 1: at 0 nothing was ever written


def in_force(kind: str, language: str, edition: int | None = None) -> InForce | None:
    """None: ours. No query when the caller knows the edition, else one; two after a publishing.

    The edition is the largest id of a version. Publishing takes turns, so a larger one is always
    committed later.
    """
    if edition is None:
        edition = current_edition()
    if edition > _kept[0].edition or (edition == 0 and _kept[0].edition):
        _kept[0] = _read()
    return _kept[0].mails.get((kind, language))


def current_edition() -> int:
    """One query, on an index."""
    found = EmailTemplateVersion.objects.aggregate(newest=Max("pk"))["newest"]
    return found or 0


def version_values(version: EmailTemplateVersion) -> Words:
    return Words(
        subject=version.subject,
        heading=version.heading,
        intro=version.intro,
        closing=version.closing,
        button=version.button,
    )


def _read() -> _Kept:
    newest = (
        EmailTemplateVersion.objects.select_related("template")
        .order_by("template_id", "-number")
        .distinct("template_id")
    )
    rows = list(newest)
    return _Kept(
        edition=max((row.pk for row in rows), default=0),
        mails={
            (row.template.kind, row.template.language): InForce(
                row.template_id, row.number, version_values(row)
            )
            for row in rows
            if row.how != VersionKind.RESET
        },
    )


def note_failure(found: InForce, error: Exception) -> None:
    """Tells staff, once for each version, on the template's page. One statement."""
    told: Any = Q(failed_version=found.number)
    EmailTemplate.objects.filter(pk=found.template_id).exclude(told).update(
        failed_version=found.number,
        failed_at=timezone.now(),
        failure=f"{type(error).__name__}: {error}"[:200],
    )
