"""Changing the words of mails: what they are, looking at them, publishing, taking back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.audit import Doer, use_case
from core.email_kinds import EmailKind, kind_of
from core.email_wording import version_values
from core.email_words import Words, problems_of, tidy
from core.mail import Recipient, Written, letter_to, write
from core.models import EmailTemplate, EmailTemplateVersion, OutgoingEmail, VersionKind
from core.reasons import Refused, say

VERSIONS_SHOWN = 30
TEST_PREFIX = "test-"
_LOCK = 5_202_611
_APART = "¶¶"  # as emails/ours.txt writes it


class TemplateRefused(Exception):
    """Nothing was published; `problems` says why, by the part that is to blame ("" = all)."""

    def __init__(self, problems: Mapping[str, Refused]) -> None:
        super().__init__(", ".join(refusal.code for refusal in problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A placeholder as the list beside the editor tells of it."""

    written: str
    label: Any
    example: str


@dataclass(frozen=True, slots=True)
class TemplateState:
    """One mail in one language: its newest version, or None; what staff must know."""

    template: EmailTemplate | None = None
    newest: EmailTemplateVersion | None = None

    @property
    def number(self) -> int:
        return self.newest.number if self.newest is not None else 0

    @property
    def is_edited(self) -> bool:
        return self.newest is not None and self.newest.how != VersionKind.RESET

    @property
    def is_failing(self) -> bool:
        return (
            self.is_edited
            and self.template is not None
            and self.template.failed_version == self.number
        )


def kind_or_404(template: str, language: str) -> EmailKind:
    kind = kind_of(template)
    if kind is None or language not in dict(settings.LANGUAGES):
        raise Http404
    return kind


def template_states() -> dict[tuple[str, str], TemplateState]:
    """Those that were ever edited, by mail and language. One query."""
    newest = EmailTemplateVersion.objects.select_related("template", "made_by")
    rows = newest.order_by("template_id", "-number").distinct("template_id")
    return {
        (row.template.kind, row.template.language): TemplateState(row.template, row) for row in rows
    }


def state_of(kind: EmailKind, language: str) -> TemplateState:
    """One query."""
    return newest_of(_versions(kind, language)[:1])


def newest_of(versions: Iterable[EmailTemplateVersion]) -> TemplateState:
    """Of versions with the newest first."""
    newest = next(iter(versions), None)
    return TemplateState(newest.template, newest) if newest is not None else TemplateState()


def versions_of(kind: EmailKind, language: str) -> Sequence[EmailTemplateVersion]:
    """The newest first, at most VERSIONS_SHOWN. One query."""
    return list(_versions(kind, language)[:VERSIONS_SHOWN])


def _versions(kind: EmailKind, language: str) -> QuerySet[EmailTemplateVersion]:
    found = EmailTemplateVersion.objects.filter(
        template__kind=kind.template, template__language=language
    )
    return found.select_related("template", "made_by").order_by("-number")


# Our own words


def ours_in(kind: EmailKind, language: str) -> Words:
    """Our words of the mail with placeholders where they fill something in. No query.

    Read off the mail itself, as it would be for its example.
    """
    with translation.override(language):
        context = {**kind.sample(), "edited": {"text_of": f"emails/{kind.template}.txt"}}
        subject = render_to_string(f"emails/{kind.template}.subject.txt", context)
        parts = render_to_string("emails/ours.txt", context).split(_APART)
        examples = _examples(kind, context)
        button = str(kind.button)
    return Words(
        subject=_with_placeholders(subject, examples),
        heading=_with_placeholders(parts[1], examples),
        intro=_with_placeholders(parts[2], examples),
        button=button,
    )


def filled_in(kind: EmailKind, language: str) -> Sequence[FilledIn]:
    """The list beside the editor. No query."""
    with translation.override(language):
        values = kind.values(kind.keys, kind.sample())
    return [FilledIn(each.written, each.label, values[each.key]) for each in kind.placeholders]


def _examples(kind: EmailKind, context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what stands in the example, the placeholder instead), the longest first."""
    values = kind.values(kind.keys, context)
    pairs = [(values[each.key], each.written) for each in kind.placeholders if values[each.key]]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _with_placeholders(text: str, examples: Sequence[tuple[str, str]]) -> str:
    squeezed = " ".join(text.split())
    for number, (value, _written) in enumerate(examples):
        squeezed = squeezed.replace(value, f"\x02{number}\x03")
    for number, (_value, written) in enumerate(examples):
        squeezed = squeezed.replace(f"\x02{number}\x03", written)
    return squeezed


def words_shown(state: TemplateState, ours: Words) -> Words:
    """What the editor begins with: the words in force, ours where a part is ours."""
    if not state.is_edited or state.newest is None:
        return ours
    edited = version_values(state.newest)
    blank = {f.name: getattr(ours, f.name) for f in fields(edited) if not getattr(edited, f.name)}
    return replace(edited, **blank)


# Looking at them


def checked(kind: EmailKind, language: str, words: Words) -> Words:
    """Ready to be used: what is as in ours is left to ours. Raises TemplateRefused."""
    tidied = tidy(words)
    if problems := problems_of(tidied, kind.keys):
        raise TemplateRefused(problems)
    if tidied.button and not kind.button:
        raise TemplateRefused({"button": Refused(_("This mail has no button."), "no_button")})
    return tidied.beside(ours_in(kind, language))


def preview(*, kind: EmailKind, language: str, words: Words, context: Mapping[str, Any]) -> Written:
    """The mail in these words; raises TemplateRefused. `context` is real or the kind's example."""
    return _written(kind, language, checked(kind, language, words), context)


@use_case("email_template.test")
def send_test(
    *,
    actor: Doer,
    kind: EmailKind,
    language: str,
    words: Words,
    context: Mapping[str, Any],
    to: Recipient,
) -> OutgoingEmail:
    """The same mail to whoever tries it, through the outbox like any other."""
    written = _written(kind, language, checked(kind, language, words), context)
    mail = letter_to(
        written, event_key=f"{TEST_PREFIX}{uuid4().hex}", template=kind.template, to=to
    )
    mail.save()
    return mail


def _written(kind: EmailKind, language: str, words: Words, context: Mapping[str, Any]) -> Written:
    """In the template's language, whatever the reader's own is."""
    to = context.get("to")
    return write(
        template=kind.template,
        context=context,
        language=language,
        to=_In(to, language) if to is not None else None,
        words=words,
    )


class _In:
    """A person as a reader of this language."""

    def __init__(self, person: Any, language: str) -> None:
        self._person = person
        self.language = language

    def __getattr__(self, name: str) -> Any:
        return getattr(self._person, name)


# Changing them


@use_case("email_template.publish")
def publish(
    *, actor: Doer, kind: EmailKind, language: str, words: Words, seen: int
) -> EmailTemplateVersion:
    """From now on the mail is in these words. `seen` is the number that the page began with.

    Raises TemplateRefused, also when somebody else has published meanwhile.
    """
    return _add(actor, kind, language, checked(kind, language, words), VersionKind.PUBLISHED, seen)


@use_case("email_template.restore")
def restore(
    *, actor: Doer, kind: EmailKind, language: str, number: int, seen: int
) -> EmailTemplateVersion:
    """An older version once more, as a new one: checked as if it had been written today."""
    older = _versions(kind, language).filter(number=number).first()
    if older is None or older.how == VersionKind.RESET:
        raise Http404
    words = checked(kind, language, version_values(older))
    return _add(actor, kind, language, words, VersionKind.RESTORED, seen)


@use_case("email_template.reset")
def reset(*, actor: Doer, kind: EmailKind, language: str, seen: int) -> EmailTemplateVersion:
    """Back to ours; what was written stays among the versions."""
    return _add(actor, kind, language, Words(), VersionKind.RESET, seen)


def _add(
    actor: Doer, kind: EmailKind, language: str, words: Words, how: VersionKind, seen: int
) -> EmailTemplateVersion:
    with connection.cursor() as cursor:
        # One after the other, whatever mail it is: see EmailTemplateVersion.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    state = state_of(kind, language)
    if state.number != seen:
        raise TemplateRefused({"": _changed_since(state)})
    if not words and not state.is_edited:
        reason = _("These are our own words already: nothing is changed.")
        raise TemplateRefused({"": Refused(reason, "unchanged")})
    if state.newest is not None and words == version_values(state.newest):
        reason = _("The mail is in these words already.")
        raise TemplateRefused({"": Refused(reason, "unchanged")})
    template = state.template or EmailTemplate.objects.create(kind=kind.template, language=language)
    return EmailTemplateVersion.objects.create(
        template=template,
        number=state.number + 1,
        how=how if words else VersionKind.RESET,
        made_by_id=actor.acted_by_id or actor.user_id,
        **{field.name: getattr(words, field.name) for field in fields(words)},
    )


def _changed_since(state: TemplateState) -> Refused:
    newest = state.newest
    reason = say(
        _("%(who)s has changed this mail since you opened it. Look below, then press again."),
        who=(newest.made_by if newest is not None else None) or _("Somebody"),
    )
    return Refused(reason, "changed_since")
