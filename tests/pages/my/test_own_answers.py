"""'All your answers': what an approver has said, found again, each person's own."""

import re
from datetime import timedelta

from django.utils import timezone

from approvals.models import Absence
from orders.services.deciding import approve_order, reject_order
from tests.orders import place
from tests.pages.my.approving import answer, queries, url_of
from tests.pages.reading import read
from tests.world import World

DECIDED = "/my/approvals/decided/"
DECIDED_QUERIES = 5


def test_ali_finds_all_he_has_answered_newest_first(world: World) -> None:
    ali = world.actor(world.ali)
    yes, no, onwards = (place(world, world.nora, (world.dock, n)) for n in (4, 5, 13))
    approve_order(actor=ali, order_id=yes.pk, version=1, comment="Bra")
    reject_order(actor=ali, order_id=no.pk, version=1, comment="För dyrt")
    approve_order(actor=ali, order_id=onwards.pk, version=1)
    client = world.client(world.ali)
    page = read(client, DECIDED)
    places = [page.links.index(url_of(order)) for order in (onwards, no, yes)]
    assert places == sorted(places)
    for words in ("Rejected För dyrt", "Rejected in approval", "Awaiting approval", "Unprocessed"):
        assert words in page.text, words
    for query, order in (
        ("answer=reject", no),
        ("status=unprocessed", yes),
        ("q=dyrt", no),
        (f"q={onwards.number}", onwards),
        (f"decided_from={timezone.localdate()}&q=bra", yes),
    ):
        page = read(client, f"{DECIDED}?{query}")
        found = [link for link in page.links if re.fullmatch(r"/my/approvals/\d+/", link)]
        assert found == [url_of(order)], query
    yesterday = timezone.localdate() - timedelta(days=1)
    assert "No answer fits" in read(client, f"{DECIDED}?decided_to={yesterday}").text


def test_answers_are_each_persons_own(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    text = read(world.client(world.greta), DECIDED).text
    assert "You have not answered any order yet" in text
    assert str(order.number) not in text
    assert world.client(world.nora).get(DECIDED).status_code == 403


def test_an_answer_in_place_of_somebody_away_says_so(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    today = timezone.localdate()
    Absence.objects.create(
        membership=world.ali, substitute=world.greta, starts_on=today, ends_on=today
    )
    client = world.client(world.greta)
    page = read(client, "/my/approvals/")
    assert url_of(order) in page.links
    assert "For Ali Haddad" in page.text
    assert "Your yes is enough. Then the order goes to Kontorsgrossen." in page.text
    assert "You decide in place of Ali Haddad, who is away." in page.text
    answer(client, order, "approve")
    assert "Approved for Ali Haddad" in read(client, DECIDED).text


def test_a_page_of_answers_costs_the_same_for_one_and_for_thirty(world: World) -> None:
    order = place(world, world.nora, (world.dock, 4))
    approve_order(actor=world.actor(world.ali), order_id=order.pk, version=1)
    client = world.client(world.ali)
    client.get("/my/")
    one = queries(client, DECIDED)
    for _turn in range(32):
        another = place(world, world.nora, (world.paper, 20))
        approve_order(actor=world.actor(world.ali), order_id=another.pk, version=1)
    page = read(client, DECIDED)
    assert page.next
    assert queries(client, DECIDED) == queries(client, page.next) == one == DECIDED_QUERIES
