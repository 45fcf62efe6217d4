"""The approver's entry in My pages, and how many orders it says to wait (A-08)."""

from tests.orders import place
from tests.pages.reading import read
from tests.world import World


def test_the_menu_of_an_approver_leads_there_with_how_many_wait(world: World) -> None:
    for _turn in range(2):
        place(world, world.nora, (world.dock, 4))
    page = read(world.client(world.ali), "/my/")
    assert "/my/approvals/" in page.links
    assert "Approvals 2" in page.text
    other = read(world.client(world.nora), "/my/")
    assert "/my/approvals/" not in other.links
    assert "Approvals 2" not in other.text
    assert "Approvals 2" not in read(world.client(world.greta), "/my/").text, "they wait for Ali"
