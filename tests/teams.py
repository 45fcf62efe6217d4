"""Two sales teams for tests: Sam's looks after Vestby Elektro, another after Norrviks kommun."""

from dataclasses import dataclass

from customers.models import SalesTeam, StaffRole, User
from tests.world import World, make_user


@dataclass(frozen=True)
class Teams:
    north: SalesTeam  # Sam's: Vestby Elektro, given by itself
    south: SalesTeam  # Tove's: whoever has Norrviks kommun as main group
    tove: User


def make_teams(world: World) -> Teams:
    """Omsorg Norrvik and Barn och utbildning are the south's through their group."""
    north = SalesTeam.objects.create(name="Nord")
    south = SalesTeam.objects.create(name="Syd")
    tove = make_user("tove@example.com", "Tove", "Lund", staff_role=StaffRole.SALES)
    north.members.add(world.sam)
    south.members.add(tove)
    world.vestby.sales_team = north
    world.vestby.save()
    world.norrvik.sales_team = south
    world.norrvik.save()
    return Teams(north, south, tove)
