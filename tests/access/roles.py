"""The seven visitors of the walk, and which permission table row each of them is."""

from collections.abc import Callable, Mapping

from customers.access import GRANTS, Perm, is_granted
from customers.models import Membership, User
from tests.world import World

Who = Callable[[World], Membership | User | None]

# In the order of the matrix file's columns.
VISITORS: Mapping[str, Who] = {
    "anonymous": lambda world: None,
    "no membership": lambda world: world.ulla,
    "buyer": lambda world: world.nora,
    "approver": lambda world: world.ali,
    "group admin": lambda world: world.greta,
    "sales staff": lambda world: world.sam,
    "staff admin": lambda world: world.stina,
}


def may_enter(world: World, visitor: str, perm: str) -> bool:
    """What GRANTS says of this visitor, told from the roles alone."""
    return is_granted(perm, world.actor(VISITORS[visitor](world)).roles)


def every_perm() -> set[str]:
    return {perm.value for perm in GRANTS} | {perm.value for perm in Perm}
