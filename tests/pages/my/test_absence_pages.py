"""The pages of days away, for the approver and for the administrator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Absence
from core.models import OutgoingEmail
from customers.models import Membership
from orders.services.asking import ask_question
from tests.orders import place
from tests.pages.reading import Page
from tests.world import World

pytestmark = pytest.mark.django_db


def days(first: int, last: int, substitute: object = "") -> dict[str, str]:
    today = timezone.localdate()
    return {
        "starts_on": (today + timedelta(days=first)).isoformat(),
        "ends_on": (today + timedelta(days=last)).isoformat(),
        "substitute": str(substitute),
    }


@pytest.fixture(autouse=True)
def english(world: World) -> None:
    for person in (world.ali, world.greta, world.nora):
        person.user.language = "en"
        person.user.save()


def test_ali_writes_down_days_with_greta_and_takes_them_back(world: World) -> None:
    client = world.client(world.ali)
    answer = client.post("/my/absence/", days(0, 5, world.greta.pk), follow=True)
    absence = Absence.objects.get(membership=world.ali)
    assert absence.substitute == world.greta
    assert "Away now" in Page(answer.content.decode()).text
    client.post(f"/my/absence/{absence.pk}/end/")
    assert not Absence.objects.exists()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(world: World) -> None:
    client = world.client(world.ali)
    answer = client.post("/my/absence/", days(5, 3, world.greta.pk))
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert page.fields_in_error == ["ends_on"]
    assert "The last day cannot be before the first." in page.text
    assert page.forms[""]["substitute"] == str(world.greta.pk)
    assert not Absence.objects.exists()


def test_a_day_that_is_none_is_said_at_its_field(world: World) -> None:
    values = days(0, 3) | {"starts_on": "soon"}
    answer = world.client(world.ali).post("/my/absence/", values)
    assert Page(answer.content.decode()).fields_in_error == ["starts_on"]


def test_the_choice_names_only_who_can_decide_there(world: World) -> None:
    text = world.client(world.ali).get("/my/absence/").content.decode()
    assert f'value="{world.greta.pk}"' in text
    assert f'value="{world.nora.pk}"' not in text
    assert f'value="{world.otto.pk}"' not in text
    forged = world.client(world.ali).post("/my/absence/", days(0, 3, world.otto.pk))
    assert forged.status_code == 422


def test_greta_writes_it_down_for_ali_and_changes_it(world: World) -> None:
    client = world.client(world.greta)
    door = f"/my/group/memberships/{world.ali.pk}/absence/"
    client.post(door, days(1, 5, world.greta.pk))
    absence = Absence.objects.get(membership=world.ali)
    client.post(f"/my/absence/{absence.pk}/", days(2, 6))
    absence.refresh_from_db()
    assert absence.substitute is None
    assert absence.ends_on == timezone.localdate() + timedelta(days=6)
    assert "When Ali" in Page(client.get(door).content.decode()).text


def test_another_ones_absence_is_404(world: World) -> None:
    absence = Absence.objects.create(
        membership=world.greta,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
    )
    client = world.client(world.ali)
    assert client.get(f"/my/absence/{absence.pk}/").status_code == 404
    assert client.post(f"/my/absence/{absence.pk}/end/").status_code == 404
    assert Absence.objects.exists()


def test_nora_without_approval_right_has_no_such_page(world: World) -> None:
    client = world.client(world.nora)
    assert client.get("/my/absence/").status_code == 403
    assert "/my/absence/" not in Page(client.get("/my/").content.decode()).links


def test_nora_answers_a_question_from_her_order(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    ask_question(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, question="Why four?"
    )
    client = world.client(world.nora)
    page = Page(client.get(f"/my/orders/{order.number}/").content.decode())
    assert "A question for you" in page.text
    assert "Why four?" in page.text
    door = f"/my/orders/{order.number}/answer/"
    assert door in page.forms
    empty = client.post(door, {"answer": " "})
    assert empty.status_code == 409
    assert "Write an answer." in Page(empty.content.decode()).text
    done = client.post(door, {"answer": "One each."}, follow=True)
    text = Page(done.content.decode()).text
    assert "has your answer" in text
    assert "A question for you" not in text
    assert OutgoingEmail.objects.filter(template="orders/answered").count() == 1


def test_ali_cannot_answer_for_nora(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    ask_question(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, question="Why?"
    )
    client = world.client(world.ali)
    page = client.get(f"/my/orders/{order.number}/")
    assert f"/my/orders/{order.number}/answer/" not in Page(page.content.decode()).forms
    refused = client.post(f"/my/orders/{order.number}/answer/", {"answer": "Never mind"})
    assert refused.status_code == 409
    assert not OutgoingEmail.objects.filter(template="orders/answered").exists()
    assert Membership.objects.get(pk=world.ali.pk).requests_to_decide.count() == 1


def test_the_list_says_that_a_question_waits_for_nora(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    client = world.client(world.nora)
    assert "waits for Ali Haddad" in Page(client.get("/my/orders/").content.decode()).text
    ask_question(
        actor=world.actor(world.ali), order_id=order.pk, version=order.version, question="Why?"
    )
    for page in ("/my/orders/", "/my/"):
        text = Page(client.get(page).content.decode()).text
        assert "a question waits for Nora Lindqvist" in text


def test_days_that_have_not_come_are_removed_and_nobody_is_back(world: World) -> None:
    first = timezone.localdate() + timedelta(days=5)
    absence = Absence.objects.create(
        membership=world.ali, starts_on=first, ends_on=first, created_by=world.ali.user
    )
    client = world.client(world.ali)
    ended = client.post(f"/my/absence/{absence.pk}/end/", follow=True)
    text = Page(ended.content.decode()).text
    assert "These days are removed." in text
    assert "is back" not in text
    assert not Absence.objects.exists()
