"""Rows that are worth a second look stand out on the review page, and can be applied."""

from core.models import ImportJob, ImportStatus
from customers.models import Customer
from tests.pages.importing import STAFF, book, planned, send, work
from tests.pages.reading import read
from tests.world import World


def _sent(world: World) -> ImportJob:
    file = book(
        (world.vestby.number, "556677-8898", ""),
        (world.care.number, "", "Omsorgen"),
        (world.school.number, "", "Skolan"),
        headings=("Kundnummer", "Org.nr", "Företag"),
        name="customers.xlsx",
    )
    job = send(world.client(world.stina), file, kind="customers")
    work()
    job.refresh_from_db()
    return job


def test_warned_rows_are_counted_told_and_found(world: World) -> None:
    job = _sent(world)
    client = world.client(world.stina)
    page = read(client, f"{STAFF}{job.pk}/")
    assert "1 With a warning" in page.text
    assert "The organisation number in row 2 is worth a look." in page.text
    assert "556677-8898 is not an organisation number of Sweden" in page.text
    assert f"{STAFF}{job.pk}/?action=warned" in page.links
    rows = client.get(f"{STAFF}{job.pk}/?action=warned").context["rows"]
    assert [row.number for row in rows] == [2]

    client.post(f"{STAFF}{job.pk}/apply/")
    work()
    job.refresh_from_db()
    assert job.status == ImportStatus.APPLIED
    assert Customer.objects.get(pk=world.vestby.pk).org_number == "556677-8898"
    assert "1 With a warning" in read(client, f"{STAFF}{job.pk}/").text


def test_without_a_warning_there_is_no_figure_for_it(world: World) -> None:
    client = world.client(world.stina)
    job = planned(client, ("ny@example.org", "Ny", "Person", world.school.number, ""))
    page = read(client, f"{STAFF}{job.pk}/")
    assert "With a warning" not in page.text
    assert len(client.get(f"{STAFF}{job.pk}/?action=warned").context["rows"]) == 1  # all changes
