"""The words of a newsletter: what may stand in them, and how they become somebody's mail.

They are written as the words of our other mails are (core/email_words.py): nothing in them is run,
and a placeholder is a name from a list that is filled in once.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind, Placeholder
from core.email_words import Words, as_html, as_text, filled, problems_of, tidy
from core.mail import Written, write
from core.reasons import Refused
from customers.email_kinds import ABOUT_SHOP, READER, sample
from customers.models import ConsentKind, ShopSettings, User

TEMPLATE = "newsletter/letter"
PARTS = ("subject", "preheader", "body")
_AS_WORDS = {"subject": "subject", "heading": "preheader", "intro": "body"}
_BLANK_LINES = re.compile(r"\n{3,}")
# Not among the templates of mails: its words are written each time.
_KIND = EmailKind(
    template=TEMPLATE,
    group="",
    label="",
    tells="",
    placeholders=(*READER, *ABOUT_SHOP),
    sample=sample,
)


@dataclass(frozen=True, slots=True)
class LetterWords:
    """In one language; `preheader` is what mail programs show beside the subject."""

    subject: str = ""
    preheader: str = ""
    body: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.subject and self.body)

    @property
    def is_blank(self) -> bool:
        return not (self.subject or self.preheader or self.body)


def placeholders() -> tuple[Placeholder, ...]:
    return _KIND.placeholders


def tidied(words: LetterWords) -> LetterWords:
    """Lines as one line each: no header can be written after a subject."""
    clean = tidy(_as_words(words))
    return LetterWords(subject=clean.subject, preheader=clean.heading, body=clean.intro)


def problems(words: LetterWords) -> Mapping[str, Refused]:
    """Why they cannot be used: by part; empty when they can."""
    found = problems_of(_as_words(words), _KIND.keys)
    named = {_AS_WORDS[name]: refusal for name, refusal in found.items()}
    for part in ("subject", "body"):
        if not words.is_blank and not getattr(words, part) and part not in named:
            reason = _("Write both a subject and a text, or leave the language blank.")
            named[part] = Refused(reason, "half")
    return named


def _as_words(words: LetterWords) -> Words:
    return Words(subject=words.subject, heading=words.preheader, intro=words.body)


def kept(texts: Mapping[str, LetterWords]) -> dict[str, dict[str, str]]:
    """As a campaign's row keeps them: a blank language is not there."""
    return {code: asdict(words) for code, words in texts.items() if not words.is_blank}


def texts_of(row: Mapping[str, Mapping[str, str]]) -> dict[str, LetterWords]:
    """What a row keeps, in the languages of the shop."""
    known = dict(settings.LANGUAGES)
    return {
        code: LetterWords(**{part: str(words.get(part, "")) for part in PARTS})
        for code, words in row.items()
        if code in known
    }


def words_for(
    texts: Mapping[str, LetterWords], language: str, *, shop_language: str
) -> tuple[str, LetterWords] | None:
    """(language, words) for a reader: their own language, else the shop's, else the first."""
    whole = {code: words for code, words in texts.items() if words.is_whole}
    for code in (language, shop_language, *sorted(whole)):
        if code in whole:
            return code, whole[code]
    return None


def letter(
    words: LetterWords,
    language: str,
    *,
    user: User,
    shop: ShopSettings,
    kind: ConsentKind,
    stop_link: str,
) -> Written:
    """The mail as `user` gets it. No query."""
    context: dict[str, Any] = {"shop": shop, "to": user}
    used = _as_words(words).keys
    values = _KIND.values(used, context)
    written = write(
        template=TEMPLATE,
        context={
            "shop": shop,
            "subject": filled(words.subject, values),
            "preheader": filled(words.preheader, values),
            "body": as_text(words.body, values),
            "body_html": as_html(words.body, values),
            "is_partner": kind == ConsentKind.PARTNER,
            "stop_link": stop_link,
            "link": "",
        },
        language=language,
    )
    return replace(written, text=_BLANK_LINES.sub("\n\n", written.text))
