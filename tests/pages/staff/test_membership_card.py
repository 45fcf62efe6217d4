"""The card of a person's place at a customer: its six settings, and what they mean (A-32, A-36)."""

from customers.models import Membership
from tests.pages.reading import page_of, read
from tests.world import World

SETTINGS = ("is_approver", "next_approver", "break_point", "is_group_admin")
MORE = ("only_agreement_assortment", "may_order_free_text")


def test_the_card_holds_the_six_settings(world: World) -> None:
    html = world.client(world.sam).get(f"/staff/memberships/{world.nora.pk}/").content.decode()
    for name in (*SETTINGS, *MORE):
        assert f'name="{name}"' in html, name
    own = world.client(world.greta).get(f"/my/group/memberships/{world.nora.pk}/")
    for name in (*SETTINGS, *MORE):
        assert f'name="{name}"' in own.content.decode(), name


def test_the_card_says_what_a_break_point_is_compared_with(world: World) -> None:
    words = "Order value ex VAT with shipping and fees, per order. 0 = every order is approved."
    assert words in read(world.client(world.sam), f"/staff/memberships/{world.nora.pk}/").text
    assert words in read(world.client(world.greta), f"/my/group/memberships/{world.nora.pk}/").text


def test_staff_take_the_only_administrators_role_after_they_said_so(world: World) -> None:
    client, url = world.client(world.sam), f"/staff/memberships/{world.greta.pk}/"
    assert "without an administrator" not in read(client, url).text
    sent = {"is_buyer": "on", "is_approver": "on", "limit_outside": "block"}
    page = page_of(client.post(url, sent))
    assert page.fields_in_error == ["leave_to_shop"]
    assert "Greta Sandström is the only administrator." in page.text
    assert Membership.objects.get(pk=world.greta.pk).is_group_admin
    assert client.post(url, sent | {"leave_to_shop": "on"}).status_code == 302
    assert not Membership.objects.get(pk=world.greta.pk).is_group_admin
