"""A password notice as one person gets it: what its template is given, and how it looks before."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from core.mail import Written, absolute_url, write
from customers.models import SentLink, ShopSettings, User
from customers.notice_text import NoticeText, fill, paragraphs
from customers.selectors.notices import customers_of, last_text
from customers.selectors.shop import shop_settings

TEMPLATE = "accounts/notice"
_START = "emails/accounts/notice_start"


def letter_context(
    text: NoticeText,
    *,
    user: User,
    shop: ShopSettings,
    customers: Sequence[str],
    link: SentLink,
    address: str,
) -> dict[str, Any]:
    """`address` is what {link} becomes, in the text only. No query."""
    values = {
        "name": _one_line(user.first_name or user.email),
        "shop": _one_line(shop.name),
        "customers": ", ".join(_one_line(name) for name in customers),
    }
    with_link = values | {"link": address}
    return {
        "shop": shop,
        "subject": fill(text.subject, values),
        "body": fill(text.body, with_link),
        "paragraphs": paragraphs(text.body, with_link),
        "link": address,
        "is_first": link == SentLink.ACTIVATION,
        "ask_again": absolute_url(reverse("account:password-reset")),
    }


def _one_line(name: str) -> str:
    """A name takes no lines of its own in somebody else's text."""
    return " ".join(name.split())


def preview(text: NoticeText, *, user: User, link: SentLink) -> Written:
    """The mail as `user` would get it, with a link that opens nothing. Two queries."""
    page = "activation-link" if link == SentLink.ACTIVATION else "reset-link"
    shop = shop_settings()
    return write(
        template=TEMPLATE,
        context=letter_context(
            text,
            user=user,
            shop=shop,
            customers=customers_of([user.pk])[user.pk],
            link=link,
            address=absolute_url(reverse(f"account:{page}", args=["example"])),
        ),
        language=text.language,
        to=user,
    )


def text_to_begin_with(language: str) -> NoticeText:
    """What was last sent in this language, else the standing text. One query."""
    last = last_text(language)
    if last is not None:
        return last
    with translation.override(language):
        subject = render_to_string(f"{_START}.subject.txt")
        body = render_to_string(f"{_START}.txt")
    return NoticeText(subject=subject.strip(), body=body.strip(), language=language)
