"""What every list of the back office does: filters in the address, columns, views, the next one."""

from collections.abc import Callable

import pytest
from django.test import Client

from core.models import SavedView
from customers.models import (
    Address,
    Customer,
    CustomerGroup,
    Membership,
    Origin,
    Risk,
    Segment,
    User,
)
from tests.orders import place
from tests.world import World

USERS = "/staff/users/"
CUSTOMERS = "/staff/customers/"
_HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def sam(world: World) -> Client:
    return world.client(world.sam)


@pytest.fixture
def stina(world: World) -> Client:
    return world.client(world.stina)


def _names(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    return [str(row) for row in response.context["page"].rows]


@pytest.mark.parametrize("address", [USERS, CUSTOMERS, "/staff/groups/"])
def test_one_click_clears_also_a_list_that_was_only_searched(sam: Client, address: str) -> None:
    assert "Clear filters" not in sam.get(address).content.decode()
    page = sam.get(f"{address}?q=o").content.decode()
    assert f'<a href="{address}">Clear filters</a>' in page


@pytest.mark.parametrize("address", [USERS, CUSTOMERS, "/staff/groups/"])
def test_a_list_is_searched_as_one_types(sam: Client, address: str) -> None:
    page = sam.get(address).content.decode()
    assert f'hx-get="{address}"' in page
    for target in ("found", "list-actions", "list-views", "filter-chips", "found-said"):
        assert page.count(f'id="{target}"') == 1, target


def test_a_bare_number_does_not_carry_off_somebody_who_is_still_typing(
    world: World, sam: Client
) -> None:
    address = f"{CUSTOMERS}?q={world.vestby.number}"
    assert sam.get(address).status_code == 302
    assert sam.get(address, **_HTMX).status_code == 200  # type: ignore[arg-type]


def test_no_menu_holds_every_group_and_a_text_finds_one(world: World, sam: Client) -> None:
    CustomerGroup.objects.bulk_create(CustomerGroup(name=f"Concern {n:03}") for n in range(60))

    page = sam.get(CUSTOMERS).content.decode()
    assert "Concern 0" not in page

    several = sam.get(f"{CUSTOMERS}?find-group=concern")
    (offer,) = several.context["bar"].offers
    assert [name for name, _url in offer.choices] == [f"Concern {n:03}" for n in range(8)]
    narrowed = sam.get(offer.choices[3][1])
    assert [chip.label for chip in narrowed.context["bar"].chips] == ["Customer group: Concern 003"]
    assert list(narrowed.context["page"].rows) == []


def test_the_only_group_that_fits_is_taken_when_filter_is_pressed(
    world: World, sam: Client
) -> None:
    address = f"{CUSTOMERS}?find-group=norrvik&active="

    response = sam.get(address)

    assert [chip.label for chip in response.context["bar"].chips] == [
        f"Customer group: {world.norrvik.name}"
    ]
    assert {row.name for row in response.context["page"].rows} == {
        world.school.name,
        world.care.name,
    }
    assert f"group={world.norrvik.pk}" in response.context["asked"]
    typing = sam.get(address, **_HTMX)  # type: ignore[arg-type]
    assert typing.context["bar"].chips == []


def test_a_group_that_is_not_there_is_said_so(sam: Client) -> None:
    page = sam.get(f"{CUSTOMERS}?find-group=zzz").content.decode()
    assert "none is called “zzz”" in page


@pytest.mark.parametrize("value", ["999999", "abc", "-1", "9" * 40, "%00", "²"])
def test_a_group_of_an_old_address_is_passed_over(world: World, sam: Client, value: str) -> None:
    assert world.vestby.name in _names(sam, f"{CUSTOMERS}?group={value}")


def test_customers_are_narrowed_by_risk_origin_country_and_segment(
    world: World, sam: Client
) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(
        risk=Risk.HIGH, origin=Origin.IMPORT, country="NO"
    )
    Customer.objects.exclude(pk=world.vestby.pk).update(country="SE", risk="", origin="")
    segment = Segment.objects.create(name="Schools")
    segment.groups.add(world.norrvik)
    segment.customers.add(world.vestby)

    assert _names(sam, f"{CUSTOMERS}?risk=high") == _names(sam, f"{CUSTOMERS}?country=NO")
    assert [world.vestby.name] == [
        row.name for row in sam.get(f"{CUSTOMERS}?origin=import").context["page"].rows
    ]
    unrated = sam.get(f"{CUSTOMERS}?risk=none&origin=none").context["page"].rows
    assert {row.name for row in unrated} == {world.school.name, world.care.name}
    held = sam.get(f"{CUSTOMERS}?segment={segment.pk}").context["page"].rows
    assert {row.name for row in held} == {world.school.name, world.care.name, world.vestby.name}
    segment.groups.clear()
    held = sam.get(f"{CUSTOMERS}?segment={segment.pk}").context["page"].rows
    assert {row.name for row in held} == {world.vestby.name}


def test_a_country_is_found_by_a_part_of_its_name(world: World, sam: Client) -> None:
    Customer.objects.filter(pk=world.vestby.pk).update(country="NO")
    response = sam.get(f"{CUSTOMERS}?find-country=norw")
    assert [chip.label for chip in response.context["bar"].chips] == ["Country: Norway"]
    assert [row.name for row in response.context["page"].rows] == [world.vestby.name]


def test_users_are_narrowed_by_last_visit(world: World, sam: Client) -> None:
    never = set(User.objects.filter(last_seen_at=None).values_list("email", flat=True))
    response = sam.get(f"{USERS}?seen=never")
    assert {row.email for row in response.context["page"].rows} == never - {world.sam.email}
    (now,) = sam.get(f"{USERS}?seen=month").context["page"].rows  # Sam is here
    assert now.email == world.sam.email
    assert list(sam.get(f"{USERS}?seen=quarter").context["page"].rows) == []


# --- columns ---------------------------------------------------------------------------------


def test_sam_chooses_columns_and_stina_keeps_hers(world: World, sam: Client, stina: Client) -> None:
    response = sam.post(
        "/staff/lists/users/columns/",
        {"column": ["email", "phone", "nonsense"], "next": f"{USERS}?active=yes"},
    )

    assert response.headers["Location"] == f"{USERS}?active=yes"
    heads = [str(head.label) for head in sam.get(USERS).context["heads"]]
    assert heads == ["Name", "E-mail", "Phone"]
    assert "Roles" in [str(head.label) for head in stina.get(USERS).context["heads"]]

    sam.post("/staff/lists/users/columns/", {"usual": "1", "column": ["email"]})
    assert "Roles" in [str(head.label) for head in sam.get(USERS).context["heads"]]


def test_a_row_has_a_cell_for_every_heading(world: World, sam: Client) -> None:
    for address in (USERS, CUSTOMERS, "/staff/groups/"):
        name = address.split("/")[2]
        for chosen in ([], ["origin"], ["email", "risk", "kind"]):
            sam.post(f"/staff/lists/{name}/columns/", {"column": chosen})
            page = sam.get(address).content.decode()
            head = page.split("<thead>")[1].split("</thead>")[0]
            row = page.split("<tbody>")[1].split("</tr>")[0]
            assert head.count("<th") == row.count("<td") + row.count("<th"), (address, chosen)


# --- views -----------------------------------------------------------------------------------


def test_a_saved_view_is_a_tab_that_leads_to_the_same_list(world: World, sam: Client) -> None:
    asked = sam.get(f"{USERS}?role=approver&sort=email").context["asked"]
    response = sam.post(
        "/staff/lists/users/views/",
        {"name": "Approvers", "asked": asked, "columns": "name.email"},
    )

    page = sam.get(response.headers["Location"])

    emails = [row.email for row in page.context["page"].rows]
    assert emails == [world.ali.user.email, world.greta.user.email]
    tabs = [(str(tab.label), tab.is_current) for tab in page.context["tabs"]]
    assert tabs == [("All", False), ("Approvers", True)]
    assert [str(head.label) for head in page.context["heads"]] == ["Name", "E-mail"]
    assert not page.context["is_changed"]
    assert page.context["removable"].label == "Approvers"
    further = sam.get(f"{USERS}?role=approver")
    assert further.context["is_changed"]
    assert not any(tab.is_current for tab in further.context["tabs"])


def test_stina_shares_a_view_that_sam_sees_and_cannot_remove(
    world: World, sam: Client, stina: Client
) -> None:
    stina.post(
        "/staff/lists/customers/views/",
        {"name": "Closed", "asked": "active=no", "is_shared": "on"},
    )
    view = SavedView.objects.get()
    page = sam.get(f"{CUSTOMERS}?active=no")

    assert ("Closed", True) in [(tab.label, tab.is_current) for tab in page.context["tabs"]]
    assert page.context["removable"] is None
    remove = f"/staff/lists/customers/views/{view.pk}/remove/"
    assert sam.post(remove).status_code == 404
    assert SavedView.objects.exists()
    assert stina.post(remove).status_code == 302
    assert not SavedView.objects.exists()


def test_sam_is_told_that_he_may_not_share(sam: Client) -> None:
    response = sam.post(
        "/staff/lists/users/views/",
        {"name": "Mine", "asked": "active=no", "is_shared": "on", "next": f"{USERS}?active=no"},
        follow=True,
    )
    assert "You have no right to share views." in response.content.decode()
    assert response.request["QUERY_STRING"] == "active=no"
    assert not SavedView.objects.exists()


def test_a_view_keeps_only_what_the_list_offers(sam: Client) -> None:
    sam.post(
        "/staff/lists/users/views/",
        {
            "name": "Mine",
            "asked": "role=buyer&cursor=abc&next=//evil.example&q=x&sort=nonsense&active=",
            "columns": "name.nonsense",
        },
    )
    view = SavedView.objects.get()
    assert view.asked == {"role": "buyer", "q": "x"}
    assert view.columns == ["name"]


@pytest.mark.parametrize("path", ["views/", "columns/", "views/1/remove/"])
def test_an_unknown_list_is_not_found(sam: Client, path: str) -> None:
    assert sam.post(f"/staff/lists/nonsense/{path}").status_code == 404


def test_a_buyer_keeps_no_view_of_the_staffs_lists(world: World) -> None:
    nora = world.client(world.nora.user)
    assert nora.post("/staff/lists/users/views/", {"name": "x"}).status_code == 403
    assert not SavedView.objects.exists()


# --- the next one ------------------------------------------------------------------------------


def test_sam_walks_through_the_customers_he_narrowed_the_list_to(world: World, sam: Client) -> None:
    Customer.objects.bulk_create(
        Customer(name=f"Kund {n}", number=f"K{n}", main_group=world.retail, is_active=n != 2)
        for n in range(5)
    )
    kund = {customer.name: customer for customer in Customer.objects.filter(name__startswith="K")}
    page = sam.get(f"{CUSTOMERS}?q=kund&active=yes&sort=-name")
    walk = page.context["walk"]
    assert walk == "in=customers&within=q%3Dkund%26active%3Dyes%26sort%3D-name"

    here = sam.get(f"{CUSTOMERS}{kund['Kund 3'].pk}/?{walk}").context["walk"]

    assert here.before_url.startswith(f"{CUSTOMERS}{kund['Kund 4'].pk}/?in=customers&")
    assert here.after_url.startswith(f"{CUSTOMERS}{kund['Kund 1'].pk}/?in=customers&")  # not 2
    on = sam.get(here.after_url).context["walk"]
    end = sam.get(on.after_url).context["walk"]
    assert end.after_url == ""
    assert end.before_url.startswith(f"{CUSTOMERS}{kund['Kund 1'].pk}/")
    assert [row.name for row in sam.get(end.list_url).context["page"].rows] == [
        "Kund 4",
        "Kund 3",
        "Kund 1",
        "Kund 0",
    ]


def test_there_is_no_walk_to_a_record_that_is_not_in_the_list(world: World, sam: Client) -> None:
    card = f"{CUSTOMERS}{world.vestby.pk}/"
    assert sam.get(card).context["walk"] is None
    assert sam.get(f"{card}?in=nonsense").context["walk"] is None
    assert sam.get(f"{card}?in=users").context["walk"] is None
    assert sam.get(f"{card}?in=customers&within=active%3Dno").context["walk"] is None
    assert (
        sam.get(f"{card}?in=customers&within=cursor%3Dabc%26group%3Dzzz").context["walk"]
        is not None
    )


def test_sam_walks_through_users_who_were_never_here(world: World, sam: Client) -> None:
    """Empty values stand last in both directions, for the walk as for the list."""
    for way in ("seen", "-seen"):
        page = sam.get(f"{USERS}?sort={way}")
        people = [person.pk for person in page.context["page"].rows]
        seen, url = [], f"{USERS}{people[0]}/?{page.context['walk']}"
        while url:
            response = sam.get(url)
            seen.append(response.context["person"].pk)
            url = response.context["walk"].after_url
        assert seen == people


def test_sam_walks_through_the_orders_that_wait(world: World, sam: Client) -> None:
    first = place(world, world.nora, (world.dock, 4))
    second = place(world, world.nora, (world.dock, 4))
    page = sam.get("/staff/orders/?view=waiting")
    assert {order.pk for order in page.context["page"].rows} == {first.pk, second.pk}

    top = sam.get(f"/staff/orders/{second.number}/?{page.context['walk']}").context["walk"]

    assert top.before_url == ""
    assert top.after_url.startswith(
        f"/staff/orders/{first.number}/?in=orders&within=view%3Dwaiting"
    )
    assert sam.get(top.after_url).context["walk"].after_url == ""


# --- the menu of a row --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["customer", "group"])
def test_a_row_offers_only_doors_that_open(world: World, sam: Client, name: str) -> None:
    for row in sam.get(f"/staff/{name}s/").context[f"{name}_rows"]:
        assert row.edit_url
        assert row.menu
        for item in row.menu:
            if item.method == "get":
                assert sam.get(item.url).status_code == 200, item.url


def test_every_row_has_an_edit_button_left_of_its_name(world: World, sam: Client) -> None:
    page = sam.get(CUSTOMERS).content.decode()
    row = page.split("<tbody>")[1].split("</th>")[0]
    assert 'aria-label="Edit ' in row
    assert row.index("/edit/") < row.index("?in=customers")


def test_an_empty_list_offers_a_new_customer_and_an_import(world: World, sam: Client) -> None:
    Membership.objects.update(next_approver=None, break_point=None)
    Membership.objects.all().delete()
    Address.objects.all().delete()
    Customer.objects.all().delete()
    page = sam.get(CUSTOMERS).content.decode()
    assert "No customers yet" in page
    assert 'href="/staff/imports/new/?kind=customers"' in page
    assert sam.get("/staff/imports/new/?kind=customers").status_code == 200


# --- undo ------------------------------------------------------------------------------------


def test_an_unknown_ticket_is_refused_with_its_reason(sam: Client) -> None:
    response = sam.post("/staff/undo/nonsense/")
    assert response.status_code == 409
    assert "There is nothing to undo here." in response.content.decode()


def test_the_list_costs_the_same_with_views_and_columns(
    world: World, sam: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(5):
        asked = {"name": f"View {number}", "asked": f"q={number}"}
        sam.post("/staff/lists/customers/views/", asked)
    sam.post("/staff/lists/customers/columns/", {"column": ["email"]})
    address = f"{CUSTOMERS}?group={world.norrvik.pk}&q=a"
    sam.get(address)
    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        sam.get(address)
