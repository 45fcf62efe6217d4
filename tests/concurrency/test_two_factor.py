"""Two who bring the same code at the same moment: one gets in."""

import pytest

from customers.models import RecoveryCode
from customers.services.two_factor import check_code
from tests.concurrency.threads import at_once
from tests.second_factors import app_code, enrol
from tests.world import build_world

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_one_recovery_code_lets_one_in() -> None:
    world = build_world()
    nora = world.nora.user
    codes = enrol(world, nora)
    results = at_once([lambda: check_code(user=nora, code=codes[0])] * 8)
    assert sorted(results, key=bool) == [False] * 7 + [True]
    assert RecoveryCode.objects.filter(user=nora, used_at__isnull=False).count() == 1


def test_one_code_of_the_app_lets_one_in() -> None:
    world = build_world()
    nora = world.nora.user
    enrol(world, nora)
    code = app_code(nora)
    results = at_once([lambda: check_code(user=nora, code=code)] * 8)
    assert sorted(results, key=bool) == [False] * 7 + [True]
