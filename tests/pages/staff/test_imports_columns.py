"""Headings that nobody knows: what they mean is said once, and kept under a name."""

import pytest
from django.test import Client

from core.models import ImportJob, ImportStatus, SavedMapping
from tests.pages.importing import STAFF, eva, planned, send, text_file, work
from tests.pages.reading import Page, page_of, read
from tests.world import World

OTHER = "Inloggning;Fornavn;Släktnamn;Avdelning\neva@example.org;Eva;Ek;Norr\n"


def _unclear(client: Client, content: str = OTHER, kind: str = "users") -> ImportJob:
    job = send(client, text_file(content), kind=kind)
    work()
    job.refresh_from_db()
    assert job.status == ImportStatus.MAPPING
    return job


def _columns(job: ImportJob) -> str:
    return f"{STAFF}{job.pk}/columns/"


def _form(page: Page) -> dict[str, str]:
    """What would be sent without a change."""
    return {name: value for name, value in page.forms[""].items() if name != "forget"}


def _choose(client: Client, job: ImportJob, **chosen: str) -> Page:
    values = _form(read(client, _columns(job))) | chosen
    return page_of(client.post(_columns(job), values, follow=True))


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def test_an_unclear_file_asks_what_its_headings_mean(stina: Client, world: World) -> None:
    job = _unclear(stina)
    page = page_of(stina.get(f"{STAFF}{job.pk}/", follow=True))
    assert "The column “E-mail” is missing." in page.text
    assert "Inloggning eva@example.org" in page.text
    # What is recognised stands there already.
    assert _form(page)["column_1"] == "first_name"
    assert not _form(page).get("column_0")


def test_the_chosen_columns_and_a_fixed_value_are_read(stina: Client, world: World) -> None:
    job = _unclear(stina)
    _choose(
        stina,
        job,
        column_0="email",
        column_2="last_name",
        fixed_customer_number=world.school.number,
    )
    work()
    page = read(stina, f"{STAFF}{job.pk}/").text
    assert "eva@example.org · Eva Ek" in page
    assert "Apply 1 change" in page
    assert "Headings that are not read" not in page  # it was said: do not read it


@pytest.mark.parametrize(
    ("chosen", "where", "why"),
    [
        ({}, "fixed_email", "Choose the heading that holds this"),
        ({"column_0": "email", "column_2": "email"}, "column_2", "already gives E-mail."),
        ({"column_0": "weapons"}, "column_0", "Select a valid choice."),
        ({"column_0": "email", "fixed_email": "x@y.se"}, "fixed_email", "Keep one of the two."),
        ({"column_0": "email", "fixed_break_point": "x"}, "fixed_break_point", "not a number"),
        ({"column_0": "email", "fixed_language": "Latin"}, "fixed_language", "valid choice"),
    ],
)
def test_a_fault_is_shown_at_its_own_field(
    stina: Client, chosen: dict[str, str], where: str, why: str
) -> None:
    job = _unclear(stina)
    page = _choose(stina, job, **chosen)
    assert where in page.fields_in_error
    assert why in page.text
    job.refresh_from_db()
    assert job.status == ImportStatus.MAPPING
    assert not job.options.get("mapping")


def test_saved_choices_are_used_for_the_next_file_of_that_kind(stina: Client, world: World) -> None:
    _choose(
        stina,
        _unclear(stina),
        column_0="email",
        column_2="last_name",
        fixed_customer_number=world.school.number,
        name="Personalsystemet",
    )
    job = send(stina, text_file(OTHER))
    work()
    page = read(stina, f"{STAFF}{job.pk}/")
    assert "Apply 1 change" in page.text
    assert _columns(job) in page.links

    # Another file, with one heading more, is asked about; the saved choices can be picked.
    job = _unclear(stina, OTHER.replace("Avdelning", "Avdelning;Skostorlek").replace("Norr", "N;3"))
    assert "Personalsystemet" in read(stina, _columns(job)).text
    page = read(stina, f"{_columns(job)}?mapping=Personalsystemet")
    assert _form(page)["column_2"] == "last_name"
    assert _form(page)["fixed_customer_number"] == world.school.number


def test_saved_choices_can_be_forgotten(stina: Client, world: World) -> None:
    job = _unclear(stina)
    number = world.school.number
    _choose(stina, job, column_0="email", fixed_customer_number=number, name="Gammalt")
    assert SavedMapping.objects.count() == 1
    work()
    stina.post(_columns(job), {"forget": "Gammalt"})
    assert not SavedMapping.objects.exists()
    stina.post(_columns(job), {"forget": "Gammalt"})
    assert stina.get(f"{_columns(job)}?mapping=Gammalt").status_code == 200


def test_columns_can_be_changed_while_the_plan_is_reviewed(stina: Client, world: World) -> None:
    content = f"E-post;Kundnummer;Telefon\nnora@example.com;{world.school.number};Norasson\n"
    job = send(stina, text_file(content))
    work()
    assert _columns(job) in read(stina, f"{STAFF}{job.pk}/").links
    assert "nora@example.com" in read(stina, _columns(job)).text

    _choose(stina, job, column_2="last_name")
    work()
    page = read(stina, f"{STAFF}{job.pk}/").text
    assert "Telefon: from Lindqvist → to Norasson" in page


def test_the_columns_of_what_is_applied_stand(stina: Client, world: World) -> None:
    job = planned(stina, eva(world))
    stina.post(f"{STAFF}{job.pk}/apply/")
    assert stina.get(_columns(job))["Location"] == f"{STAFF}{job.pk}/"
    work()
    assert stina.post(_columns(job), {"column_0": "email"})["Location"] == f"{STAFF}{job.pk}/"
    job.refresh_from_db()
    assert job.status == ImportStatus.APPLIED


def test_columns_without_a_name_of_their_own_are_not_offered(stina: Client) -> None:
    job = _unclear(stina, "Login;;Login\neva@example.org;x;y\n")
    page = read(stina, _columns(job))
    assert "A column without a heading is not read." in page.text
    assert "There is one more of that name." in page.text
    assert {name for name in page.inputs if name.startswith("column")} == set()


def test_prices_in_another_currency_need_their_rate(stina: Client, world: World) -> None:
    content = f"Lista;Artikel;Pris\nVinter;{world.dock.sku};100\n"
    job = _unclear(stina, content, "prices")
    known = {"column_0": "price_list", "column_1": "article_number", "column_2": "price"}
    page = _choose(stina, job, **known, currency="EUR")
    assert "rate" in page.fields_in_error
    page = _choose(stina, job, **known, rate="11")
    assert "currency" in page.fields_in_error
    page = _choose(stina, job, **known, currency="EUR", rate="0")
    assert "rate" in page.fields_in_error

    _choose(stina, job, **known, currency="eur", rate="11,05", name="Leverantören")
    work()
    page = read(stina, f"{STAFF}{job.pk}/")
    assert "1 105,00" in page.text
    form = _form(read(stina, _columns(job)))
    assert (form["currency"], form["rate"]) == ("EUR", "11.05")


def test_a_mapping_that_comes_with_the_program_keeps_all_it_does(
    stina: Client, world: World
) -> None:
    """One heading feeds two columns, one is changed on its way; the page says and keeps it."""
    headings = (
        "icecat_id;sku;title;brand;ean;short_description;price_cents_usd;attributes_json;more"
    )
    job = send(stina, text_file(f"{headings}\n7;A-1;Hub;Nordock;;;1000;;x\n"), kind="products")
    work()
    job.refresh_from_db()
    path = f"{_columns(job)}?mapping=icecat"
    page = read(stina, path)
    assert "also read as" in page.text
    assert "divided by 100" in page.text
    stina.post(path, _form(page))
    job.refresh_from_db()
    stored = job.options["mapping"]["columns"]
    assert [each["column"] for each in stored if each["heading"] == "icecat_id"] == [
        "article_number",
        "external_number",
    ]
    assert ["cents"] in next(
        each["steps"] for each in stored if each["heading"] == "price_cents_usd"
    )
