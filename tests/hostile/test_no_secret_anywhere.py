"""After a day with every secret there is: none of them lies anywhere but where it must (C3, K-30).

Must: the hash of a password in its column, an app's secret in its device, a passkey's public key,
the hashes of recovery codes. Nothing else in the database, in no file, mail that stays, page, log.
"""

import io
import re
import zipfile
from base64 import b32encode
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.mail import send_due
from core.models import ExportJob, OutgoingEmail
from customers.models import RecoveryCode, ShopSession, User
from customers.services.import_users import UserImport
from tests.everything import forget_files, staff_pages, where
from tests.imports import apply_file
from tests.orders import place
from tests.second_factors import app_code, enrol, give_password
from tests.world import PASSWORD, World

FIRST, SECOND, THIRD, TEMPORARY, OWN, WRONG = (
    "tre gula paraplyer i regn",
    "fyra blå cyklar på torget",
    "fem röda äpplen i en skål",
    "sex gröna lampor i fönstret",
    "sju vita segel på fjorden",
    "en gissning som inte stämmer",
)
# Where a secret lives, and nowhere else.
HOMES = {"otp_totp_totpdevice", "customers_recoverycode"}


@pytest.fixture(autouse=True)
def _no_files_of_others() -> None:
    forget_files()


def newest_link(to: str) -> str:
    """The first link of the newest mail that went to the address."""
    send_due()
    [*_, sent] = [each for each in mail.outbox if each.to == [to]]
    found = re.search(r"http://testserver(/\S+)", str(sent.body))
    assert found is not None
    return found.group(1)


def choose(client: Client, link: str, new: str) -> None:
    client.get(link)
    answer = client.post("/account/choose-password/", {"new": new, "again": new})
    assert answer.status_code == 302, answer.content


class Day:
    """What people did, and every secret that was in it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        self.secrets: set[str] = {PASSWORD, FIRST, SECOND, THIRD, TEMPORARY, OWN, WRONG}
        self.stina = world.client(world.stina)

    def remember_hashes(self) -> None:
        self.hashes = {user.password for user in User.objects.all() if "argon2" in user.password}
        self.secrets |= {each.split("$")[-1] for each in self.hashes}

    def live(self) -> None:
        self.remember_hashes()
        self._kim_is_invited()
        self._nora_forgets_and_changes()
        self._otto_gets_a_temporary_one()
        self._greta_sets_up_an_app()
        self._ali_changes_his_address()
        self._staff_work_with_lists()
        self.remember_hashes()
        send_due()
        self._remember_links()

    def _kim_is_invited(self) -> None:
        new = {"email": "kim@example.com", "first_name": "Kim", "last_name": "Berg"}
        self.stina.post("/staff/users/new/", new | {"send_activation": "on"})
        choose(Client(), newest_link("kim@example.com"), FIRST)
        self.remember_hashes()

    def _nora_forgets_and_changes(self) -> None:
        Client().post("/account/login/", {"username": "nora@example.com", "password": WRONG})
        nora = self.world.nora.user
        self.stina.post(f"/staff/users/{nora.pk}/reset/", {"verified_how": "Called back"})
        browser = Client()
        choose(browser, newest_link("nora@example.com"), SECOND)
        self.remember_hashes()
        browser.post("/account/login/", {"username": "nora@example.com", "password": SECOND})
        changed = {"current": SECOND, "new": THIRD, "again": THIRD}
        assert browser.post("/my/security/", changed).status_code == 302
        refused = browser.post("/my/security/", changed | {"current": WRONG})
        assert WRONG not in refused.content.decode()

    def _otto_gets_a_temporary_one(self) -> None:
        why = {"reason": "No mail", "verified_how": "Met", "new": TEMPORARY, "again": TEMPORARY}
        self.stina.post(f"/staff/users/{self.world.otto.user_id}/password/", why)
        self.remember_hashes()
        otto = Client()
        otto.post("/account/login/", {"username": "otto@example.com", "password": TEMPORARY})
        otto.post("/account/choose-password/", {"new": OWN, "again": OWN})
        assert otto.get("/my/").status_code == 200

    def _greta_sets_up_an_app(self) -> None:
        greta = self.world.greta.user
        codes = enrol(self.world, greta)
        device = TOTPDevice.objects.get(user=greta)
        self.secrets |= {device.key, b32encode(device.bin_key).decode()}
        self.secrets |= {code.replace("-", "") for code in codes} | set(codes)
        self.secrets |= set(RecoveryCode.objects.values_list("code_hash", flat=True))
        browser = give_password(greta)
        browser.post("/account/second-step/", {"code": app_code(greta)})
        assert browser.get("/my/").status_code == 200

    def _ali_changes_his_address(self) -> None:
        ali = self.world.client(self.world.ali)
        wish = {"email": "ali.haddad@example.com", "current": PASSWORD}
        assert ali.post("/my/security/email/", wish).status_code == 302
        for address in ("ali@example.com", "ali.haddad@example.com"):
            browser = Client()
            browser.get(newest_link(address))
            assert browser.post("/account/email/answer/").status_code == 200
        waits = {"email": "stays.open@example.com", "current": PASSWORD}
        ali.post("/my/security/email/", waits)
        opened_only = newest_link("stays.open@example.com")
        assert Client().get(opened_only).status_code == 302
        self.stina.post(f"/staff/users/{self.world.ulla.pk}/reset/", {"verified_how": "Met"})
        assert Client().get(newest_link("ulla@example.com")).status_code == 302

    def _staff_work_with_lists(self) -> None:
        place(self.world, self.world.nora, (self.world.dock, 4))
        for name in ("users", "customers"):
            for kind in ("xlsx", "csv"):
                answer = self.stina.post(f"/staff/exports/new/{name}/", {"format": kind})
                assert answer.status_code == 200
        sheet = "email,first_name,last_name,customer_number\n"
        sheet += f"nora@example.com,Nora,Ek,{self.world.school.number}\n"
        path = self.folder / "people.csv"
        path.write_text(sheet)
        apply_file(UserImport, path, actor=self.world.actor(self.world.stina))
        reason = {"reason": "She asked on 22 November"}
        packed = self.stina.post(f"/staff/users/{self.world.greta.user_id}/file/", reason)
        self.taken_out = packed.content

    def _remember_links(self) -> None:
        """The token of every link that was ever mailed, used or not."""
        for sent in mail.outbox:
            self.secrets |= set(re.findall(r"/account/[\w/-]*/([\w:.=-]{20,})/", str(sent.body)))


@pytest.fixture
def day(world: World, caplog: Any, tmp_path: Path) -> Day:
    caplog.set_level("DEBUG")
    lived = Day(world, tmp_path)
    lived.live()
    assert len(lived.secrets) > 35, "links, codes, hashes and passwords"
    return lived


def test_no_table_and_no_file_holds_a_secret_outside_its_home(day: Day) -> None:
    found = where(day.secrets, but_not={*HOMES, "customers_user"})
    assert not found, "\n".join(found)


def test_the_account_holds_the_present_hash_and_no_other_secret(day: Day) -> None:
    present = {user.password for user in User.objects.all()}
    hashes = {each.split("$")[-1] for each in present}
    found = where(day.secrets - hashes, but_not=HOMES)
    assert not found, "\n".join(found)


def test_no_log_line_holds_a_secret(day: Day, caplog: Any) -> None:
    lines = [str(record.__dict__) for record in caplog.records if "backends" not in record.name]
    text = "\n".join(lines).lower()
    assert not [secret for secret in day.secrets if secret.lower() in text]


def test_no_page_of_staff_holds_a_secret(day: Day) -> None:
    seen = 0
    for person in User.objects.all():
        known = {
            "user_id": person.pk,
            "membership_id": getattr(person.memberships.first(), "pk", 0),
            "customer_id": day.world.school.pk,
            "group_id": day.world.norrvik.pk,
            "mail_id": getattr(OutgoingEmail.objects.filter(to_user=person).last(), "pk", 0),
        }
        for path, page in staff_pages(day.stina, **known):
            seen += 1
            held = [secret for secret in day.secrets if secret in page]
            assert not held, f"{path}: {held}"
    assert seen > 100


def test_what_is_taken_out_for_a_person_holds_no_secret(day: Day) -> None:
    text = _unpacked(day.taken_out)
    assert "greta@example.com" in text
    assert not [secret for secret in day.secrets if secret in text]
    assert ExportJob.objects.count() >= 4


def _unpacked(content: bytes) -> str:
    from_files = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            if name.endswith(".xlsx"):
                with zipfile.ZipFile(io.BytesIO(inner)) as book:
                    from_files += [book.read(each).decode() for each in book.namelist()]
            else:
                from_files.append(inner.decode())
    return "\n".join(from_files)


@pytest.mark.parametrize("place_name", ["note", "session", "file"])
def test_the_search_would_find_one(world: World, place_name: str) -> None:
    """A search that cannot find is no search: one secret is laid in each kind of place."""
    secret = "hidden-secret-4711"
    if place_name == "note":
        User.objects.filter(pk=world.otto.user_id).update(staff_note=f"lösen {secret}")
    elif place_name == "session":
        client = world.client(world.otto)
        session = client.session
        session["kept"] = [secret]
        session.save()
        assert ShopSession.objects.exists()
    else:
        job = ExportJob(kind="users", format="csv", language="sv")
        job.file.save("list.csv", ContentFile(f"a;{secret.upper()}\n".encode()))
    assert where([secret])
