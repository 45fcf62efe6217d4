"""Sending password notices from the list of users: choosing, writing, looking and stopping."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from core.exchange.writer import write_xlsx
from core.models import OutgoingEmail
from customers.models import Membership, NoticeRecipient, PasswordNotice, User
from customers.services.import_users import UserImport
from customers.services.notice_sending import send_batch
from tests.imports import apply_file
from tests.pages.reading import Page
from tests.services.customers.test_notices import ids, new_people
from tests.world import World

NEW = "/staff/notices/new/"
SUBJECT = "Välj lösenord hos {shop}"
BODY = "Hej {name}!\n\nFölj länken:\n\n{link}\n\nDu handlar för {customers}."


def address(people: list[User]) -> str:
    return f"{NEW}?ids={','.join(str(pk) for pk in ids(people))}"


def page_of(client: Client, url: str) -> Page:
    response = client.get(url)
    assert response.status_code == 200, url
    return Page(response.content.decode())


def form_on(client: Client, url: str, **changes: str) -> dict[str, str]:
    """What the page's form would send, with some fields written over."""
    values = dict(page_of(client, url).forms["notice"])
    return values | {"subject": SUBJECT, "body": BODY} | changes


def test_ticked_people_are_brought_to_the_page(world: World) -> None:
    client = world.client(world.sam)
    listed = page_of(client, "/staff/users/")
    assert "Send password notice" in listed.text
    chosen = urlencode({"row": [world.nora.user_id, world.otto.user_id]}, doseq=True)
    page = page_of(client, f"{NEW}?{chosen}")
    assert "2 people chosen" in page.text
    assert "nora@example.com" in page.text
    assert "otto@example.com" in page.text
    assert "ali@example.com" not in page.text


def test_those_whom_an_import_made_are_chosen(world: World, tmp_path: Path) -> None:
    path = tmp_path / "users.xlsx"
    write_xlsx(
        path,
        sheet_title="Users",
        headings=("E-mail", "First name", "Last name", "Customer number"),
        rows=[
            ("eva@example.org", "Eva", "Ek", world.school.number),
            ("nora@example.com", "Nora", "Ny", world.school.number),
        ],
    )
    applied = apply_file(UserImport, path, actor=world.actor(world.stina))
    client = world.client(world.sam)
    page = page_of(client, f"{NEW}?import={applied.job.pk}")
    assert "1 person chosen" in page.text
    assert "eva@example.org" in page.text
    assert "nora@example.com" not in page.text
    assert "0 people chosen" in page_of(client, f"{NEW}?import=999999").text


def test_all_in_a_filter_are_chosen_whatever_page_is_open(world: World) -> None:
    people = new_people(40)
    for person in people:
        Membership.objects.create(user=person, customer=world.vestby)
    client = world.client(world.sam)
    listed = page_of(client, "/staff/users/?q=vestby&active=yes")
    [link] = [link for link in listed.links if link.startswith(NEW)]
    page = page_of(client, link)
    assert "41 people chosen" in page.text, "Otto too"
    assert "“vestby”" in page.text
    assert "nora@example.com" not in page.text


def test_the_page_says_who_gets_what_and_who_nothing(world: World) -> None:
    kim, lo = new_people(2)
    User.objects.filter(pk=lo.pk).update(is_active=False)
    page = page_of(world.client(world.sam), address([kim, lo, world.nora.user, world.stina]))
    assert "new0@example.com Activation link" in page.text
    assert "Nothing: Is inactive" in page.text
    assert "Nothing: The sender may not mail this person a link" in page.text, "Stina is staff"
    assert "Send to 2 people" in page.text
    previews = [b["value"] for b in page.buttons if b.get("name") == "preview" and b["value"]]
    assert sorted(previews) == sorted([str(kim.pk), str(world.nora.user_id)])


def test_nobody_chosen_leads_back_to_the_list(world: World) -> None:
    for query in ("", "?ids=", "?ids=abc,-1,²", f"?ids={'9' * 40}", "?all=1&q=nobodyatall"):
        page = page_of(world.client(world.sam), NEW + query)
        assert "Nobody is chosen" in page.text
        assert "notice" not in page.forms


def test_when_nobody_can_get_a_link_there_is_no_button_to_send(world: World) -> None:
    page = page_of(world.client(world.sam), address([world.stina]))
    assert "Nobody who is chosen can get a link" in page.text
    assert not [button for button in page.buttons if button.get("name") == "send"]


def test_sam_looks_at_the_mail_and_then_sends_it(world: World) -> None:
    [kim] = new_people(1)
    User.objects.filter(pk=kim.pk).update(first_name="Kim <b>")
    Membership.objects.create(user=kim, customer=world.school)
    client = world.client(world.sam)
    url = address([kim, world.nora.user])
    answer = client.post(url, form_on(client, url, preview=str(kim.pk)))
    shown = answer.content.decode()
    assert "Välj lösenord hos Kontorsgrossen" in shown
    assert "Hej Kim &lt;b&gt;!" in shown
    assert "Kim <b>" not in shown
    assert "Du handlar för Barn och utbildning." in shown
    assert "/activate/example/" in shown
    assert not PasswordNotice.objects.exists(), "looking sends nothing"
    assert not OutgoingEmail.objects.exists()
    frame = client.get(f"/staff/notices/preview/{Page(shown).forms['notice']['token']}/")
    assert "Hej Kim &lt;b&gt;!" in frame.content.decode()
    assert "script-src 'none'" in frame["Content-Security-Policy"]

    values = Page(shown).forms["notice"]
    assert values["body"] == BODY, "the text is still there"
    sent = client.post(url, values | {"send": "1"})
    notice = PasswordNotice.objects.get()
    assert sent["Location"] == f"/staff/notices/{notice.pk}/"
    send_batch()
    mail = OutgoingEmail.objects.get(to_user=kim)
    assert mail.subject == "Välj lösenord hos Kontorsgrossen"
    assert "Hej Kim <b>!" in mail.body_text
    assert "Hej Kim &lt;b&gt;!" in mail.body_html
    assert "/account/reset/" in OutgoingEmail.objects.get(to_user=world.nora.user).body_text


def test_the_preview_is_for_whoever_looked(world: World) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    page = Page(client.post(url, form_on(client, url, preview="")).content.decode())
    frame = f"/staff/notices/preview/{page.forms['notice']['token']}/"
    assert client.get(frame).status_code == 200
    assert world.client(world.stina).get(frame).status_code == 404
    other = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"/staff/notices/preview/{other}/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"body": "Hej {name}."}, "body", "Write {link} where"),
        ({"body": "Hej {nam} {link}"}, "body", "{nam} means nothing here"),
        ({"body": "{password} {link}"}, "body", "{password} means nothing here"),
        ({"subject": "{link}"}, "subject", "belongs in the text"),
        ({"subject": "{{ settings.SECRET_KEY }}"}, "subject", "means nothing here"),
        ({"subject": "  "}, "subject", "This field is required"),
        ({"body": ""}, "body", "This field is required"),
        ({"subject": "a" * 201}, "subject", "at most 200"),
        ({"body": "{link}" + "a" * 10_000}, "body", "at most 10000"),
    ],
)
@pytest.mark.parametrize("button", ["preview", "send"])
def test_a_text_that_cannot_be_sent_is_refused_at_its_field(
    world: World, changes: dict[str, str], field: str, words: str, button: str
) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    sent = form_on(client, url, **changes)
    answer = client.post(url, sent | {button: ""})
    page = Page(answer.content.decode())
    assert answer.status_code == 200
    assert page.fields_in_error == [field]
    assert words in page.text
    kept = page.forms["notice"]
    for name in ("subject", "body"):
        assert kept[name].strip() == sent[name].strip(), "nothing typed is lost"
    assert not PasswordNotice.objects.exists()


def test_turning_the_page_of_people_keeps_the_text(world: World) -> None:
    people = new_people(70)
    client = world.client(world.sam)
    url = address(people)
    first = page_of(client, url)
    [later] = [b["value"] for b in first.buttons if b.get("name") == "cursor"]
    answer = client.post(url, form_on(client, url, body="half a", cursor=later))
    second = Page(answer.content.decode())
    assert second.forms["notice"]["body"].strip() == "half a"
    assert second.fields_in_error == []
    listed = {link for link in first.links if link.startswith("/staff/users/")}
    assert len({link for link in second.links if link.startswith("/staff/users/")} - listed) == 30


def test_somebody_who_came_into_the_filter_meanwhile_is_not_mailed_unseen(world: World) -> None:
    client = world.client(world.sam)
    url = f"{NEW}?all=1&q=vestby"
    values = form_on(client, url)
    [kim] = new_people(1)
    Membership.objects.create(user=kim, customer=world.vestby)
    answer = client.post(url, values | {"send": "1"})
    page = Page(answer.content.decode())
    assert "Other people fit the selection now" in page.text
    assert "Send to 2 people" in page.text
    assert not PasswordNotice.objects.exists()
    client.post(url, page.forms["notice"] | {"send": "1"})
    assert PasswordNotice.objects.get().people == 2


def test_sending_twice_makes_one_notice(world: World) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    values = form_on(client, url) | {"send": "1"}
    first, second = client.post(url, values), client.post(url, values)
    assert first["Location"] == second["Location"]
    assert NoticeRecipient.objects.count() == 1


def test_the_last_text_of_a_language_is_offered_again(world: World) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    assert "{link}" in page_of(client, url).forms["notice"]["body"]
    swedish = f"{url}&language=sv"
    client.post(swedish, form_on(client, swedish) | {"send": "1"})
    again = page_of(client, swedish).forms["notice"]
    assert (again["subject"], again["body"].strip(), again["language"]) == (SUBJECT, BODY, "sv")
    assert page_of(client, url).forms["notice"]["subject"] != SUBJECT


def test_the_notices_page_shows_how_far_it_is_and_stops_it(world: World, settings: Any) -> None:
    settings.ATTEST_NOTICES_A_MINUTE = 2
    people = new_people(5)
    User.objects.filter(pk=people[4].pk).update(is_active=False)
    client = world.client(world.sam)
    url = address(people)
    page = Page(client.post(url, form_on(client, url, send="1"), follow=True).content.decode())
    send_batch()
    notice = PasswordNotice.objects.get()
    detail = f"/staff/notices/{notice.pk}/"
    page = page_of(client, detail)
    assert "Waiting 2 Sent 2 Skipped 1 Is inactive 1" in page.text
    assert "3 of 5" in page.text
    poll = client.get(detail, headers={"HX-Request": "true"}).content.decode()
    assert "3 of 5" in Page(poll).text
    assert "<h1" not in poll
    assert "<button" not in poll, "what somebody is about to press is not swapped away"
    assert f'action="{detail}stop/"' in client.get(detail).content.decode()
    assert "Sending" in page_of(client, "/staff/notices/").text

    stina = world.client(world.stina)
    stopped = Page(stina.post(f"{detail}stop/", follow=True).content.decode())
    assert "Stopped by Stina Falk" in stopped.text
    assert "Waiting 0 Sent 2 Skipped 3" in stopped.text
    page = page_of(client, f"{detail}?state=skipped")
    assert page.text.count("Stopped by Stina Falk") == 3, "at the top and for two people"
    assert "Stopped" in page_of(client, "/staff/notices/").text


def test_the_persons_card_tells_of_it(world: World) -> None:
    client = world.client(world.sam)
    url = address([world.nora.user])
    client.post(url, form_on(client, url, send="1"))
    send_batch()
    card = page_of(client, f"/staff/users/{world.nora.user_id}/")
    assert "Reset link sent · Sam Öberg" in card.text


def test_pages_cost_the_same_for_few_and_for_many(
    world: World, django_assert_max_num_queries: Any
) -> None:
    people = new_people(300)
    client = world.client(world.sam)
    for some in (people[:3], people):
        with django_assert_max_num_queries(10):
            page_of(client, address(some))
    url = address(people)
    client.post(url, form_on(client, url, send="1"))
    with django_assert_max_num_queries(9):
        page_of(client, f"/staff/notices/{PasswordNotice.objects.get().pk}/")


@pytest.mark.parametrize("who", ["nora", "greta", "ulla"])
def test_no_buyer_comes_near(world: World, who: str) -> None:
    client = world.client(getattr(world, who))
    url = address([world.otto.user])
    assert client.get(url).status_code == 403
    assert client.post(url, {"subject": SUBJECT, "body": BODY, "send": "1"}).status_code == 403
    assert client.get("/staff/notices/").status_code == 403
    assert not PasswordNotice.objects.exists()
