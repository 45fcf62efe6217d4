"""Naughty text in newsletters: refused at its field, or mailed and shown as it was written."""

from django.core import mail as sending

from core.mail import send_due
from core.models import OutgoingEmail
from customers.models import User
from marketing.letters import LetterWords
from marketing.models import Campaign
from marketing.services.campaign_sending import send_batch
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.hostile.test_email_templates import TEMPLATES
from tests.hostile.test_strings import became_code
from tests.pages.staff.test_campaigns import PAGE, WORDS
from tests.services.marketing.campaigns import draft, says_yes, sent_off
from tests.world import World

TEXTS = (*TEMPLATES, *OWN, NUL)


def test_naughty_words_are_saved_as_written_or_refused_and_run_nothing(world: World) -> None:
    says_yes(world.otto.user)
    stina = world.client(world.stina)
    fields = ("name", "subject_en", "preheader_en", "body_en", "addresses")
    wrong = []
    for number, text in enumerate([*TEXTS, *naughty()[::6]]):
        name = fields[number % len(fields)]
        asked = WORDS | {"audience": "addresses" if name == "addresses" else "everybody"}
        answer = stina.post(f"{PAGE}new/", asked | {name: text}, follow=True)
        html = answer.content.decode()
        campaign = Campaign.objects.order_by("-id").first()
        framed = ""
        if 'class="mail-frame"' in html and campaign is not None:
            framed = stina.get(f"{PAGE}{campaign.pk}/frame/").content.decode()
        faults = [*faults_of(html), *became_code(framed)]
        if answer.status_code != 200 or faults:
            wrong.append((name, text[:40], answer.status_code, faults))
    assert not wrong, wrong[:5]
    assert stina.get(PAGE).status_code == 200
    assert not faults_of(stina.get(PAGE).content.decode())


def test_naughty_searches_and_choices_find_a_page(world: World) -> None:
    campaign = draft(world)
    stina = world.client(world.stina)
    for text in (*OWN, NUL, "9" * 40, "-1"):
        for rest in ("", f"{campaign.pk}/", f"{campaign.pk}/people/"):
            asked = {"q": text, "fate": text, "state": text, "person": text, "language": text}
            answer = stina.get(f"{PAGE}{rest}", asked)
            assert answer.status_code == 200, (rest, text)
            assert not faults_of(answer.content.decode()), (rest, text)
        for sent in ({"day": text, "time": text}, {"seen": text, "people": text}):
            answer = stina.post(f"{PAGE}{campaign.pk}/send/", sent | {"sure": "on"})
            assert answer.status_code in {200, 409}, sent


def test_a_naughty_name_stays_text_in_the_letter_and_writes_no_header(world: World) -> None:
    otto = world.otto.user
    says_yes(otto)
    words = LetterWords("Hi {{ first_name }}", "{{ full_name }}", "Dear {{ full_name }}, **hi**")
    names = [text[:60] for text in (*OWN, "[x](javascript:alert(1))", "**b** {{ email }}", MARK)]
    for name in names:
        User.objects.filter(pk=otto.pk).update(first_name=name, last_name=name)
        sent_off(world, texts={"en": words})
        send_batch()
        send_due()
        send_batch()
        message = sending.outbox[-1].message()
        assert "\n" not in str(message["Subject"]), name
        assert message["Bcc"] is None
        assert message["To"] == otto.email
        html = OutgoingEmail.objects.latest("id").body_html
        assert not became_code(html), name
        assert "javascript:" not in html.partition("href=")[2][:30]
    assert len(sending.outbox) == len(names)
