"""Naughty text in a password notice: refused at its field, or mailed as it was written."""

from core.models import OutgoingEmail
from customers.models import PasswordNotice, User
from customers.services.notice_sending import send_batch
from tests.hostile.strings import MARK, NUL, OWN, faults_of, naughty
from tests.hostile.test_strings import became_code
from tests.pages.staff.test_notices import address, form_on, page_of
from tests.world import World


def test_naughty_text_is_looked_at_and_runs_nothing(world: World) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    values = form_on(client, url)
    frame = f"/staff/notices/preview/{values['token']}/"
    wrong = []
    for text in [*OWN, NUL, *naughty()[::12]]:
        changed = {"subject": text[:200], "body": f"{text}\n\n{{link}}", "preview": ""}
        answer = client.post(url, values | changed)
        mail = client.get(frame)
        framed = mail.content.decode() if mail.status_code == 200 else ""
        faults = [*faults_of(answer.content.decode()), *became_code(framed)]
        if answer.status_code != 200 or faults:
            wrong.append(f"{text[:80]!r}: {answer.status_code} {faults[:2]}")
    assert not wrong, "\n".join(wrong[:20])


def test_naughty_text_and_names_arrive_as_they_were_written(world: World) -> None:
    User.objects.filter(pk=world.nora.user_id).update(first_name=MARK, last_name=MARK)
    client = world.client(world.sam)
    url = address([world.nora.user])
    body = f"{{name}} {MARK}\n\n</p></body>{MARK}\n\n{{link}}"
    client.post(url, form_on(client, url, subject=f"{MARK} {{name}}", body=body, send="1"))
    assert send_batch() == 1
    mail = OutgoingEmail.objects.get()
    assert mail.subject == f"{MARK} {MARK}"
    assert f"{MARK} {MARK}" in mail.body_text
    assert MARK not in mail.body_html
    assert not became_code(mail.body_html)
    notice = PasswordNotice.objects.get()
    for page in (f"/staff/notices/{notice.pk}/", "/staff/notices/"):
        assert not faults_of(client.get(page).content.decode())
        assert MARK in page_of(client, page).text


def test_naughty_addresses_choose_nobody(world: World) -> None:
    client = world.client(world.sam)
    for text in (*OWN, NUL, "0x1", "1e3", "１", "-1", "9" * 18, "9" * 400):
        for name in ("ids", "row", "language", "cursor", "all"):
            assert client.get("/staff/notices/new/", {name: text}).status_code == 200
        posted = client.post(address([world.nora.user]), {"preview": text, "cursor": text})
        assert posted.status_code == 200
