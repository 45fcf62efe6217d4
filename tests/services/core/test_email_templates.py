"""Words that staff publish: which mail is in which words, and that no mail is ever stopped."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.http import Http404

from core import email_templates as templates
from core.email_kinds import EmailKind, email_kinds, kind_of
from core.email_templates import TemplateRefused
from core.email_wording import in_force
from core.email_words import Words
from core.mail import enqueue, write
from core.models import EmailTemplate, EmailTemplateVersion, OutgoingEmail, VersionKind
from customers.selectors.shop import shop_settings
from tests.orders import place
from tests.world import World

Counting = Callable[[int], AbstractContextManager[object]]
LANGUAGES = [code for code, _label in settings.LANGUAGES]
# Written each time they are sent, in a page of their own.
WRITTEN_WHEN_SENT = {"accounts/notice", "accounts/notice_start", "newsletter/letter"}
MINE = Words(
    subject="Thanks for {{ order_number }}",
    heading="We have it, {{ first_name }}",
    intro="Dear **{{ full_name }}**,\n\nyour order is {{ order_number }}.",
    closing="See [our terms](https://shop.example/terms).",
    button="To order {{ order_number }}",
)


def kind_named(template: str) -> EmailKind:
    kind = kind_of(template)
    assert kind is not None
    return kind


CONFIRMED = kind_named("orders/confirmed")


def publish(world: World, words: Words = MINE, *, seen: int = 0, language: str = "en") -> Any:
    return templates.publish(
        actor=world.actor(world.stina), kind=CONFIRMED, language=language, words=words, seen=seen
    )


def confirmation(world: World, language: str = "en") -> OutgoingEmail:
    """Otto's order goes straight to the shop, and he has it in writing."""
    world.otto.user.language = language
    world.otto.user.save()
    order = place(world, world.otto, (world.paper, 1))
    return OutgoingEmail.objects.get(
        template="orders/confirmed", event_key__startswith=f"order-{order.number}-"
    )


def example(kind: EmailKind) -> dict[str, Any]:
    return dict(kind.sample())


def test_every_mail_of_the_shop_is_declared_with_its_words() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "emails"
    found = {
        str(path.relative_to(folder)).removesuffix(".subject.txt")
        for path in folder.rglob("*.subject.txt")
    }
    assert {kind.template for kind in email_kinds()} == found - WRITTEN_WHEN_SENT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", email_kinds(), ids=lambda kind: kind.template)
def test_what_the_editor_begins_with_is_what_is_sent(
    db: None, kind: EmailKind, language: str
) -> None:
    context = example(kind)
    to = context.pop("to")
    sent = write(template=kind.template, context=context, language=language, to=to)
    ours = templates.ours_in(kind, language)
    assert templates.checked(kind, language, ours) == Words(), "ours is allowed, and stays ours"
    again = write(template=kind.template, context=context, language=language, to=to, words=ours)
    assert again.subject == sent.subject
    squeezed = " ".join(sent.text.split())
    for paragraph in again.text.split("\n\n")[:1]:
        assert " ".join(paragraph.split()) in squeezed
    assert sorted(again.text.split()) == sorted(sent.text.split()), "no word more, none less"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", email_kinds(), ids=lambda kind: kind.template)
def test_every_mail_can_be_in_other_words_and_keeps_what_is_fixed(
    db: None, kind: EmailKind, language: str
) -> None:
    every = " ".join(each.written for each in kind.placeholders)
    words = Words(
        subject=f"Zebra {every}"[:200].rpartition(" {{")[0] or "Zebra",
        heading="Giraffe",
        intro=f"**Elephant** {every}",
        closing="Rhino",
        button="Ostrich" if kind.button else "",
    )
    context = example(kind)
    to = context.pop("to")
    sent = write(template=kind.template, context=context, language=language, to=to)
    mail = templates.preview(
        kind=kind, language=language, words=words, context={**context, "to": to}
    )
    assert mail.language == language
    assert mail.subject.startswith("Zebra")
    for text in (mail.text, mail.html):
        assert "Giraffe" in text
        assert "Rhino" in text
        assert text.index("Giraffe") < text.index("Elephant")
        assert "{{" not in text
    assert "<strong>Elephant</strong>" in mail.html
    assert ("Ostrich" in mail.html) == bool(kind.button)
    for each in templates.filled_in(kind, language):
        assert each.example in mail.text, each.written
    for name in ("link", "stop", "stop_link", "login", "security"):
        if sent.html.count(str(context.get(name) or "-nothing-")):
            assert context[name] in mail.html
            assert mail.html.count(context[name]) == sent.html.count(context[name])
    for line in ("Kopieringspapper A4", "4\xa0445,00\xa0kr", "5\xa0556,25\xa0kr"):
        assert (line in sent.text) <= (line in mail.text)


def test_a_published_confirmation_is_what_the_buyer_gets(world: World) -> None:
    before = confirmation(world)
    publish(world)
    mail = confirmation(world)
    number = mail.event_key.split("-")[1]
    assert mail.subject == f"Thanks for {number}"
    assert "We have it, Otto" in mail.body_text
    assert "Dear Otto Moen," in mail.body_text
    assert "<strong>Otto Moen</strong>" in mail.body_html
    assert f"To order {number}:" in mail.body_text
    assert "our terms (https://shop.example/terms)" in mail.body_text
    lines = before.body_text[before.body_text.index("1 ×") : before.body_text.index("Open the")]
    assert lines.strip() in mail.body_text, "what was ordered is said as ever"
    assert confirmation(world, "sv").subject.endswith("är mottagen"), "only in the one language"


def test_without_an_edited_version_a_mail_asks_the_database_nothing_more(
    world: World, django_assert_num_queries: Counting
) -> None:
    context = {"shop": shop_settings(), "link": "http://testserver/x/"}
    arguments: dict[str, Any] = {"language": "en", "to": world.nora.user}
    write(template="accounts/reset", context=context, **arguments)
    with django_assert_num_queries(0):
        for _mail in range(5):
            write(template="accounts/reset", context=context, **arguments)
    with django_assert_num_queries(1):  # a context whose shop does not know
        write(template="accounts/reset", context={"shop": world.shop}, **arguments)


def test_many_mails_in_edited_words_ask_once(
    world: World, django_assert_num_queries: Counting
) -> None:
    reset = kind_named("accounts/reset")
    templates.publish(
        actor=world.actor(world.stina),
        kind=reset,
        language="en",
        words=Words(subject="New way in"),
        seen=0,
    )
    context = {"shop": shop_settings(), "link": "http://testserver/x/"}
    with django_assert_num_queries(1):
        for _mail in range(5):
            mail = write(
                template="accounts/reset", context=context, language="en", to=world.nora.user
            )
            assert mail.subject == "New way in"
            assert "Choose a new password" in mail.text, "the rest is ours"


def test_a_reset_brings_ours_back_and_a_version_can_be_used_again(world: World) -> None:
    stina = world.actor(world.stina)
    publish(world)
    publish(world, Words(subject="Second"), seen=1)
    templates.reset(actor=stina, kind=CONFIRMED, language="en", seen=2)
    assert confirmation(world).subject.endswith("is received")
    templates.restore(actor=stina, kind=CONFIRMED, language="en", number=1, seen=3)
    assert confirmation(world).subject.startswith("Thanks for")
    versions = templates.versions_of(CONFIRMED, "en")
    assert [(v.number, v.how, v.made_by_id) for v in versions] == [
        (4, VersionKind.RESTORED, world.stina.pk),
        (3, VersionKind.RESET, world.stina.pk),
        (2, VersionKind.PUBLISHED, world.stina.pk),
        (1, VersionKind.PUBLISHED, world.stina.pk),
    ]
    with pytest.raises(Http404):
        templates.restore(actor=stina, kind=CONFIRMED, language="en", number=3, seen=4)


def test_an_older_version_is_checked_as_if_it_had_been_written_today(world: World) -> None:
    old = EmailTemplate.objects.create(kind=CONFIRMED.template, language="en")
    words = {"subject": "Hi {{ what_there_was }}", "intro": "[x](javascript:alert(1))"}
    EmailTemplateVersion.objects.create(
        template=old, number=1, how=VersionKind.PUBLISHED, made_by=world.stina, **words
    )
    publish(world, seen=1)
    stina = world.actor(world.stina)
    with pytest.raises(TemplateRefused) as refused:
        templates.restore(actor=stina, kind=CONFIRMED, language="en", number=1, seen=2)
    assert set(refused.value.problems) == set(words)
    assert templates.state_of(CONFIRMED, "en").number == 2


def test_words_that_are_gone_from_the_database_are_not_kept(world: World) -> None:
    publish(world)
    assert in_force(CONFIRMED.template, "en") is not None
    EmailTemplate.objects.all().delete()
    assert in_force(CONFIRMED.template, "en") is None


def test_the_second_of_two_is_told(world: World) -> None:
    publish(world)
    with pytest.raises(TemplateRefused) as refused:
        publish(world, Words(subject="Mine instead"), seen=0)
    [(part, refusal)] = refused.value.problems.items()
    assert (part, refusal.code) == ("", "changed_since")
    assert "Stina Falk" in str(refusal.reason)
    assert EmailTemplateVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "part", "code"),
    [
        (Words(intro="{{ settings.SECRET_KEY }}"), "intro", "unknown_placeholder"),
        (Words(closing="{% include 'emails/base.txt' %}"), "closing", "braces"),
        (Words(subject="{{ next_approver }}"), "subject", "unknown_placeholder"),
        (Words(heading="{{ link }}"), "heading", "unknown_placeholder"),
        (Words(button="{{ ''.__class__ }}"), "button", "unknown_placeholder"),
        (Words(), "", "unchanged"),
    ],
)
def test_words_that_cannot_be_used_are_refused_at_their_part(
    world: World, words: Words, part: str, code: str
) -> None:
    with pytest.raises(TemplateRefused) as refused:
        publish(world, words)
    assert {name: found.code for name, found in refused.value.problems.items()} == {part: code}
    assert not EmailTemplate.objects.exists()


def test_a_mail_without_a_button_takes_no_words_for_one(world: World) -> None:
    needless = kind_named("orders/needless")
    with pytest.raises(TemplateRefused) as refused:
        templates.checked(needless, "en", Words(button="Press"))
    assert refused.value.problems["button"].code == "no_button"


def test_words_that_stopped_working_never_stop_an_order_and_staff_are_told(world: World) -> None:
    version = publish(world)
    template = version.template
    EmailTemplateVersion.objects.create(
        template=template, number=2, how=VersionKind.PUBLISHED, subject="{{ gone_since }}"
    )
    mail = confirmation(world)
    assert mail.subject.endswith("is received")
    state = templates.template_states()["orders/confirmed", "en"]
    assert state.is_failing
    template.refresh_from_db()
    assert template.failed_version == 2
    assert "gone_since" in template.failure
    first = template.failed_at
    confirmation(world)
    template.refresh_from_db()
    assert template.failed_at == first, "written once, so that orders do not wait for each other"
    templates.reset(actor=world.actor(world.stina), kind=CONFIRMED, language="en", seen=2)
    assert not templates.state_of(CONFIRMED, "en").is_failing


def test_what_was_written_is_never_changed_afterwards(world: World) -> None:
    version = publish(world)
    with pytest.raises(ProgrammingError, match="written_once"), transaction.atomic():
        EmailTemplateVersion.objects.filter(pk=version.pk).update(subject="Something else")
    EmailTemplateVersion.objects.filter(pk=version.pk).update(made_by=None)  # an account that goes


def test_a_test_mail_goes_through_the_outbox_and_publishes_nothing(world: World) -> None:
    mail = templates.send_test(
        actor=world.actor(world.stina),
        kind=CONFIRMED,
        language="nb",
        words=MINE,
        context=example(CONFIRMED),
        to=world.stina,
    )
    mail.refresh_from_db()
    assert (mail.to_address, mail.language, mail.subject) == (
        "stina@example.com", "nb", "Thanks for 7040219"
    )  # fmt: skip
    assert mail.to_user_id == world.stina.pk
    assert "Dear Ronja Almqvist" in mail.body_text
    assert not EmailTemplateVersion.objects.exists()


def test_no_header_can_be_written_after_a_subject(world: World) -> None:
    publish(world, Words(subject="Hi {{ first_name }}\r\nBcc: all@example.com"))
    world.otto.user.first_name = "Otto\r\nBcc: more@example.com"
    mail = confirmation(world)
    assert "\n" not in mail.subject
    assert mail.subject == "Hi Otto Bcc: more@example.com Bcc: all@example.com"


def test_a_name_that_looks_like_a_placeholder_or_html_stays_a_name(world: World) -> None:
    publish(world)
    world.otto.user.first_name = "{{ order_number }}"
    world.otto.user.last_name = "<b>**x**</b>"
    mail = confirmation(world)
    assert "Dear {{ order_number }} <b>**x**</b>," in mail.body_text
    assert "<strong>{{ order_number }} &lt;b&gt;**x**&lt;/b&gt;</strong>" in mail.body_html


def test_a_link_that_opens_an_account_is_still_wiped_in_edited_words(world: World) -> None:
    reset = kind_named("accounts/reset")
    templates.publish(
        actor=world.actor(world.stina),
        kind=reset,
        language="en",
        words=Words(intro="Here you go."),
        seen=0,
    )
    mail = enqueue(
        event_key="x",
        template="accounts/reset",
        context={"shop": shop_settings(), "link": "http://testserver/s3cret/"},
        language="en",
        to=world.nora.user,
        is_secret=True,
    )
    assert mail is not None
    assert mail.is_secret
    assert "http://testserver/s3cret/" in mail.body_text
    assert "Here you go." in mail.body_text
