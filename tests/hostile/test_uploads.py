"""Files that are not what they say, with names that are not names, sent to the import page."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from catalogue.models import ProductImage
from catalogue.pictures import thumbnail
from core.models import ImportJob, ImportStatus
from customers.models import User
from tests.data_files import shared_data
from tests.hostile.strings import faults_of
from tests.hostile.test_strings import ask
from tests.pages.importing import work
from tests.world import World

pytestmark = pytest.mark.django_db

NEW = "/staff/imports/new/?kind=users"
SMALL = b"email,customer_number\nx@example.com,1\n"
# Refused, or asked about, or a table after all.
LEGIBLE = {ImportStatus.FAILED, ImportStatus.MAPPING, ImportStatus.PLANNED}
PLANNED_AT_MOST = 2 * 1024 * 1024


def send(client: Client, name: str, content: bytes) -> ImportJob | None:
    before = ImportJob.objects.count()
    response = client.post(NEW, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code in {200, 302, 400, 422}, name
    if response.status_code != 302:
        assert not faults_of(response.content.decode())
        return None
    assert ImportJob.objects.count() == before + 1
    return ImportJob.objects.latest("pk")


def test_a_name_is_only_a_name(world: World) -> None:
    """No name leaves the folder, sets a header or becomes code; the file keeps one of ours."""
    client = world.client(world.stina)
    client.raise_request_exception = False
    names = json.loads(shared_data("uploads/gen__hostile_filenames.json").read_text())
    names += ["<zqx onload=alert(1)>.csv", "\"'.csv", "%s%n.csv", "a" * 5000 + ".csv"]
    kept = 0
    for name in names:
        job = send(client, "placeholder.csv", SMALL) if not name else _send_named(client, name)
        if job is None:
            continue
        kept += 1
        stored = Path(job.file.path).resolve()
        assert stored.is_relative_to(Path(settings.PRIVATE_MEDIA_ROOT).resolve()), name
        assert stored.suffix.isascii(), name
        assert not set(stored.name) & set("<>:\"'%\\\r\n\t\0"), name
        ask(client, [f"/staff/imports/{job.pk}/"])
        # The name comes back as that of another file.
        refused = client.get(f"/staff/imports/{job.pk}/refused/")
        assert refused.status_code == 200, name
        assert refused["Content-Disposition"].isprintable(), name
        assert b"".join(refused.streaming_content), name  # type: ignore[attr-defined]
    assert kept > 10
    ask(client, ["/staff/imports/"])


def _send_named(client: Client, name: str) -> ImportJob | None:
    """As the bytes would come, since Django's own test client cleans names before sending."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    head = f'--B\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
    body = (
        head.encode(errors="surrogatepass")
        + b"Content-Type: text/csv\r\n\r\n"
        + SMALL
        + b"\r\n--B--\r\n"
    )
    before = ImportJob.objects.count()
    response = client.generic("POST", NEW, body, "multipart/form-data; boundary=B")
    assert response.status_code in {200, 302, 400, 422}, name
    return ImportJob.objects.latest("pk") if ImportJob.objects.count() > before else None


def small_uploads() -> list[str]:
    folder = shared_data("uploads")
    found = sorted(p.name for p in folder.glob("*") if p.stat().st_size < PLANNED_AT_MOST)
    return found or ["gen__zero.pdf"]


def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(world: World) -> None:
    """Each is taken, looked at in the background, and refused; nobody is made of it."""
    client = world.client(world.stina)
    people = User.objects.count()
    tried = 0
    for name in small_uploads()[::3]:
        for as_name in (name, f"{name}.csv", f"{name}.xlsx"):
            job = send(client, as_name, shared_data(f"uploads/{name}").read_bytes())
            if job is None:
                continue
            tried += 1
            work()
            job.refresh_from_db()
            assert job.status in LEGIBLE, as_name
            if job.status != ImportStatus.PLANNED:
                assert job.error, as_name
                assert "Traceback" not in job.error
            ask(client, [f"/staff/imports/{job.pk}/{page}" for page in ("", "columns/")])
    assert tried > 10
    assert User.objects.count() == people


def test_only_staff_send_files_for_the_shop(world: World) -> None:
    for who in (None, world.ulla, world.greta):
        response = world.client(who).post(NEW, {"file": SimpleUploadedFile("a.csv", SMALL)})
        assert response.status_code in {302, 403}
    assert not ImportJob.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="imports.plan_users").exists()


def test_an_uploaded_file_has_no_address(world: World) -> None:
    client = world.client(world.stina)
    job = send(client, "people.csv", SMALL)
    assert job is not None
    for url in (f"/media/{job.file.name}", f"/private/{job.file.name}", f"/{job.file.name}"):
        assert client.get(url).status_code == 404


def test_a_picture_that_is_a_bomb_or_a_lie_is_no_picture(world: World) -> None:
    for name in (
        "gen__png_bomb_20000x20000_rgb.png",
        "gen__png_claims_2gx2g.png",
        "gen__truncated.jpg",
        "gen__svg_billion.svg",
        "gen__polyglot_gif_js.gif",
        "gen__cmyk.jpg",
        "gen__gif_800_frames.gif",
        "gen__png_16bit_grey.png",
    ):
        content = shared_data(f"uploads/{name}").read_bytes()
        image = ProductImage(product=world.dock.product)
        image.file.save(name, SimpleUploadedFile(name, content), save=True)
        response = Client(raise_request_exception=False).get(f"/pictures/{image.pk}/card/")
        assert response.status_code in {200, 404}, name
        if response.status_code == 200:
            assert response["Content-Type"] == "image/webp", name
        made = thumbnail(image, "thumb")
        if made is not None:
            assert made.read(4) == b"RIFF", name
            made.close()
