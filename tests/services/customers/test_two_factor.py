"""Second factors: set up, used once, taken away; who is told, and who is refused."""

import pytest
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.models import OutgoingEmail
from customers.errors import CustomersRefused, NotPermitted, PasswordRefused
from customers.models import AccountEvent, AccountEventKind, RecoveryCode, ShopSettings, User
from customers.selectors.two_factor import second_factors_of
from customers.services.two_factor import (
    check_code,
    confirm_authenticator,
    end_other_sessions,
    make_recovery_codes,
    remove_authenticator,
    reset_second_factor,
    start_authenticator,
)
from tests.second_factors import app_code, enrol, wait_out_the_throttle, wrong_code
from tests.world import PASSWORD, World


def fresh(user: User) -> User:
    found: User = User.objects.get(pk=user.pk)
    return found


def kinds(user: User) -> list[str]:
    return list(AccountEvent.objects.filter(user=user).values_list("kind", flat=True))


def test_nora_sets_up_an_app_and_gets_ten_codes(world: World) -> None:
    nora = world.nora.user
    start_authenticator(actor=world.actor(nora))
    assert not fresh(nora).has_second_factor
    added = confirm_authenticator(actor=world.actor(nora), code=app_code(nora))
    assert added is not None
    assert len(set(added.codes)) == 10
    assert fresh(nora).has_second_factor
    assert fresh(nora).session_epoch == nora.session_epoch + 1
    assert kinds(nora) == [AccountEventKind.SECOND_FACTOR_ADDED]
    mail = OutgoingEmail.objects.get(to_address=nora.email)
    assert "was added" in mail.body_text
    assert added.codes[0] not in mail.body_text


def test_a_wrong_code_turns_nothing_on(world: World) -> None:
    nora = world.nora.user
    assert confirm_authenticator(actor=world.actor(nora), code="123456") is None
    start_authenticator(actor=world.actor(nora))
    for code in (wrong_code(nora), "", "abc", "²²²²²²", "1" * 500):
        assert confirm_authenticator(actor=world.actor(nora), code=code) is None
    assert not fresh(nora).has_second_factor
    assert kinds(nora) == []


def test_recovery_codes_are_kept_as_hashes_only(world: World) -> None:
    codes = enrol(world, world.nora.user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM customers_recoverycode")
        kept = {row[0] for row in cursor.fetchall()}
    assert len(kept) == 10
    for code in codes:
        plain = code.replace("-", "").upper()
        assert not any(plain in each.upper() or code in each for each in kept)


def test_each_recovery_code_works_once_in_whatever_way_it_is_written(world: World) -> None:
    nora = world.nora.user
    codes = enrol(world, nora)
    assert check_code(user=nora, code=codes[0].upper())
    assert not check_code(user=nora, code=codes[0])
    assert check_code(user=nora, code=f" {codes[1].replace('-', ' ')} ")
    assert second_factors_of(nora).codes_left == 8
    assert kinds(nora)[:2] == [AccountEventKind.RECOVERY_CODE_USED] * 2
    mails = OutgoingEmail.objects.filter(body_text__contains="Codes left: 8")
    assert mails.count() == 1


def test_somebody_elses_recovery_code_opens_nothing(world: World) -> None:
    enrol(world, world.nora.user)
    others = enrol(world, world.otto.user)
    assert not check_code(user=world.nora.user, code=others[0])
    assert check_code(user=world.otto.user, code=others[0])


def test_an_apps_code_is_never_taken_twice(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    code = app_code(nora)
    assert check_code(user=nora, code=code)
    assert not check_code(user=nora, code=code)
    wait_out_the_throttle(nora)
    assert not check_code(user=nora, code=code)


def test_a_code_from_before_and_one_from_far_ahead_are_refused(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    for steps in (-4, 4):
        assert not check_code(user=nora, code=app_code(nora, steps=steps))
        wait_out_the_throttle(nora)


def test_after_a_wrong_code_the_right_one_has_to_wait(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    assert not check_code(user=nora, code=wrong_code(nora))
    assert not check_code(user=nora, code=app_code(nora))
    wait_out_the_throttle(nora)
    assert check_code(user=nora, code=app_code(nora))


def test_new_codes_replace_the_old_for_the_password(world: World) -> None:
    nora = world.nora.user
    old = enrol(world, nora)
    with pytest.raises(PasswordRefused):
        make_recovery_codes(actor=world.actor(nora), password="gissning")
    new = make_recovery_codes(actor=world.actor(nora), password=PASSWORD)
    assert not set(old) & set(new)
    assert not check_code(user=nora, code=old[0])
    assert check_code(user=nora, code=new[0])


def test_codes_without_a_factor_are_refused(world: World) -> None:
    with pytest.raises(CustomersRefused) as refused:
        make_recovery_codes(actor=world.actor(world.nora), password=PASSWORD)
    assert refused.value.code == "no_factor"


def test_the_app_is_removed_for_the_password_and_the_codes_go_too(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    with pytest.raises(PasswordRefused):
        remove_authenticator(actor=world.actor(nora), password="gissning")
    assert fresh(nora).has_second_factor
    epoch = fresh(nora).session_epoch
    remove_authenticator(actor=world.actor(nora), password=PASSWORD)
    assert not fresh(nora).has_second_factor
    assert fresh(nora).session_epoch == epoch + 1
    assert not TOTPDevice.objects.filter(user=nora).exists()
    assert not RecoveryCode.objects.filter(user=nora).exists()
    assert kinds(nora)[0] == AccountEventKind.SECOND_FACTOR_REMOVED


def test_the_last_factor_stays_where_a_rule_asks_for_one(world: World) -> None:
    ali = world.ali.user
    enrol(world, ali)
    ShopSettings.objects.update(two_factor_approvers=True)
    with pytest.raises(CustomersRefused) as refused:
        remove_authenticator(actor=world.actor(world.ali), password=PASSWORD)
    assert "approvers" in str(refused.value.reason)
    assert fresh(ali).has_second_factor


def test_moving_to_another_phone_takes_the_password_and_the_old_app_stops(world: World) -> None:
    nora = world.nora.user
    codes = enrol(world, nora)
    with pytest.raises(PasswordRefused):
        start_authenticator(actor=world.actor(nora))
    old = app_code(nora)
    start_authenticator(actor=world.actor(nora), password=PASSWORD)
    assert check_code(user=nora, code=old), "the old app works until the new one has shown a code"
    added = confirm_authenticator(actor=world.actor(nora), code=app_code(nora))
    assert added is not None
    assert added.codes == ()
    assert TOTPDevice.objects.filter(user=nora).count() == 1
    assert check_code(user=nora, code=codes[3])


def test_stina_takes_two_factor_away_with_a_reason_and_nora_is_told(world: World) -> None:
    nora = world.nora.user
    enrol(world, nora)
    epoch = fresh(nora).session_epoch
    stina = world.actor(world.stina)
    with pytest.raises(CustomersRefused):
        reset_second_factor(actor=stina, user=nora, reason="  ")
    assert fresh(nora).has_second_factor
    reset_second_factor(actor=stina, user=nora, reason="phone lost, called back")
    assert not fresh(nora).has_second_factor
    assert fresh(nora).session_epoch == epoch + 1
    event = AccountEvent.objects.get(kind=AccountEventKind.SECOND_FACTOR_RESET)
    assert (event.user, event.done_by, event.note) == (
        nora,
        world.stina,
        "phone lost, called back",
    )
    assert "took two-factor away" in OutgoingEmail.objects.latest("id").body_text
    with pytest.raises(CustomersRefused):
        reset_second_factor(actor=stina, user=nora, reason="once more")


def test_nobody_resets_their_own_nor_without_the_right_nor_while_acting(world: World) -> None:
    for who in (world.nora.user, world.stina):
        enrol(world, who)
    with pytest.raises(NotPermitted) as refused:
        reset_second_factor(actor=world.actor(world.stina), user=world.stina, reason="x")
    assert refused.value.code == "self"
    for actor in (
        world.actor(world.sam),
        world.actor(world.greta),
        world.actor(world.nora),
        world.actor(world.nora, acted_by=world.stina),
        world.actor(world.ali, acted_by=world.stina),
        world.actor(None),
    ):
        with pytest.raises(NotPermitted):
            reset_second_factor(actor=actor, user=world.nora.user, reason="x")
    assert fresh(world.nora.user).has_second_factor


def test_nobody_touches_second_factors_in_somebody_elses_shoes(world: World) -> None:
    enrol(world, world.nora.user)
    acting = world.actor(world.nora, acted_by=world.sam)
    for attempt in (
        lambda: start_authenticator(actor=acting, password=PASSWORD),
        lambda: confirm_authenticator(actor=acting, code="123456"),
        lambda: remove_authenticator(actor=acting, password=PASSWORD),
        lambda: make_recovery_codes(actor=acting, password=PASSWORD),
        lambda: end_other_sessions(actor=acting),
    ):
        with pytest.raises(CustomersRefused) as refused:
            attempt()
        assert refused.value.code == "acting"


def test_where_the_shop_does_not_offer_it_a_buyer_cannot_start(world: World) -> None:
    ShopSettings.objects.update(two_factor_for_buyers=False)
    with pytest.raises(CustomersRefused) as refused:
        start_authenticator(actor=world.actor(world.nora))
    assert refused.value.code == "not_offered"
    start_authenticator(actor=world.actor(world.sam))
