"""Who changes the catalogue in these tests."""

import pytest

from customers.actors import Actor
from tests.world import World


@pytest.fixture
def stina(world: World) -> Actor:
    return world.actor(world.stina)
