"""An export of users also tells sales, dates and consents, which no import reads."""

import csv
from io import StringIO

from django.utils.timezone import localdate

from customers.models import Consent, ConsentKind, ConsentSource
from customers.services.consents import withdraw_for
from tests.orders import place
from tests.teams import make_teams
from tests.world import World


def rows(world: World, who: object) -> dict[str, dict[str, str]]:
    client = world.client(who)  # type: ignore[arg-type]
    response = client.post("/staff/exports/new/users/", {"format": "csv", "asked": ""})
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    found = csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    return {row["E-mail"]: row for row in found}


def test_consents_go_out_with_their_dates(world: World) -> None:
    for kind in ConsentKind:
        Consent.objects.create(
            user=world.nora.user, kind=kind, given_source=ConsentSource.OWN_PAGES
        )
    withdraw_for(actor=world.actor(world.sam), user_id=world.nora.user_id, kind=ConsentKind.PARTNER)
    order = place(world, world.nora, (world.paper, 2))
    nora, otto = (rows(world, world.stina)[f"{name}@example.com"] for name in ("nora", "otto"))
    today = localdate().isoformat()
    assert (nora["Newsletter"], nora["Newsletter: yes on"]) == ("Yes", today)
    assert nora["Newsletter: no on"] == ""
    assert nora["Offers from partners"] == "No"
    assert nora["Offers from partners: no on"] == today
    assert nora["Registered"] == today
    assert nora["Sales ex VAT"].replace(",", ".") == str(order.value_net)
    assert (otto["Newsletter"], otto["Newsletter: yes on"]) == ("No", "")


def test_a_team_is_told_its_own_sales_alone(world: World) -> None:
    teams = make_teams(world)
    place(world, world.otto, (world.paper, 2))
    assert "nora@example.com" not in rows(world, world.sam)
    assert "otto@example.com" not in rows(world, teams.tove)
    assert rows(world, world.sam)["otto@example.com"]["Sales ex VAT"].startswith("578")
