"""Passwords and the links that choose them (K-30..K-39, C3, C6)."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.core.signing import TimestampSigner
from django.utils import timezone

from core.models import OutgoingEmail
from customers.actors import Actor
from customers.errors import CustomersRefused, LinkRefused, NotPermitted, PasswordRefused
from customers.links import ACTIVATION, RESET, LinkKind
from customers.models import AccountEvent, AccountEventKind, ResetRequest, User
from customers.services import passwords, users
from customers.services.activation import send_activation
from customers.services.email_change import change_at_once
from tests.world import PASSWORD, World

NEW = "en helt ny lösen fras"


class EarlierSigner(TimestampSigner):
    """Signs as if it were `ago` earlier: a link that was mailed then."""

    ago = timedelta()

    def timestamp(self) -> str:
        then = int((timezone.now() - self.ago).timestamp())
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        text = ""
        while then:
            then, rest = divmod(then, 62)
            text = digits[rest] + text
        return text


class EarlierLink(LinkKind):
    """The same kind of link, made a while ago."""

    ago = timedelta()

    def _signer(self) -> TimestampSigner:
        signer = EarlierSigner(sep=".", salt=f"customers.links.{self.purpose}")
        signer.ago = self.ago
        return signer


def link_made(kind: LinkKind, user: User, *, minutes_ago: float) -> str:
    earlier = EarlierLink(purpose=kind.purpose, lives=kind.lives)
    earlier.__class__.ago = timedelta(minutes=minutes_ago)
    return earlier.token_for(user)


def test_a_reset_link_works_at_59_minutes_and_not_at_61(world: World) -> None:
    nora = world.nora.user
    late = link_made(RESET, nora, minutes_ago=61)
    with pytest.raises(LinkRefused):
        passwords.choose_password(kind=RESET, token=late, new=NEW)
    in_time = link_made(RESET, nora, minutes_ago=59)
    assert passwords.choose_password(kind=RESET, token=in_time, new=NEW).check_password(NEW)


def test_an_activation_link_lives_seven_days(world: World) -> None:
    kim = users.create_user(
        actor=world.actor(world.sam), email="kim@example.com", person=users.Person("Kim", "Berg")
    )
    with pytest.raises(LinkRefused):
        passwords.account_of_link(
            kind=ACTIVATION, token=link_made(ACTIVATION, kim, minutes_ago=7 * 24 * 60 + 1)
        )
    token = link_made(ACTIVATION, kim, minutes_ago=7 * 24 * 60 - 1)
    passwords.choose_password(kind=ACTIVATION, token=token, new=NEW)
    kim.refresh_from_db()
    assert kim.activated_at is not None
    with pytest.raises(LinkRefused):
        passwords.choose_password(kind=ACTIVATION, token=token, new=NEW + "2")


def test_a_link_works_once(world: World) -> None:
    token = RESET.token_for(world.nora.user)
    passwords.choose_password(kind=RESET, token=token, new=NEW)
    with pytest.raises(LinkRefused):
        passwords.choose_password(kind=RESET, token=token, new=NEW + "2")


def test_a_link_dies_when_the_password_changes_otherwise(world: World) -> None:
    token = RESET.token_for(world.nora.user)
    passwords.change_password(actor=world.actor(world.nora), current=PASSWORD, new=NEW)
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=token)


def test_a_link_dies_with_a_new_address_and_with_the_persons_activity(world: World) -> None:
    token = RESET.token_for(world.nora.user)
    change_at_once(
        actor=world.actor(world.sam),
        user=world.nora.user,
        email="other@example.com",
        reason="The old one is gone",
        verified_how="Called back",
    )
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=token)
    token = RESET.token_for(world.otto.user)
    users.set_active(actor=world.actor(world.sam), user=world.otto.user, is_active=False)
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=token)


@pytest.mark.parametrize("damage", ["", "x", "1-abc.def.ghi", "1-2-3"])
def test_a_link_that_is_not_ours_is_refused(world: World, damage: str) -> None:
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=damage)


def test_one_kind_of_link_is_not_another(world: World) -> None:
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=ACTIVATION.token_for(world.nora.user))


def test_a_changed_link_does_not_become_somebody_elses(world: World) -> None:
    token = RESET.token_for(world.nora.user)
    forged = token.replace(f"{world.nora.user.pk}-", f"{world.stina.pk}-", 1)
    with pytest.raises(LinkRefused):
        passwords.account_of_link(kind=RESET, token=forged)


@pytest.mark.parametrize(
    "weak", ["elva teckn", "password1234", "123456789012", "nora@example.com", "a" * 11]
)
def test_a_weak_password_is_refused_in_words(world: World, weak: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.change_password(actor=world.actor(world.nora), current=PASSWORD, new=weak)
    assert refused.value.texts
    world.nora.user.refresh_from_db()
    assert world.nora.user.check_password(PASSWORD)


def test_staff_choose_fifteen_characters(world: World) -> None:
    fourteen = "fjorton tecken"
    passwords.change_password(actor=world.actor(world.nora), current=PASSWORD, new=fourteen)
    with pytest.raises(PasswordRefused):
        passwords.change_password(actor=world.actor(world.sam), current=PASSWORD, new=fourteen)


def test_the_current_password_is_asked_for(world: World) -> None:
    with pytest.raises(PasswordRefused) as refused:
        passwords.change_password(actor=world.actor(world.nora), current="wrong", new=NEW)
    assert refused.value.is_current


def test_nobody_changes_a_password_while_acting(world: World) -> None:
    with pytest.raises(CustomersRefused):
        passwords.change_password(
            actor=world.actor(world.nora, acted_by=world.stina), current=PASSWORD, new=NEW
        )


def test_only_argon2_hashes_are_kept(world: World) -> None:
    user = passwords.change_password(actor=world.actor(world.nora), current=PASSWORD, new=NEW)
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$")
    assert identify_hasher(user.password).algorithm == "argon2"


def test_a_link_is_mailed_to_the_known_and_nothing_to_the_unknown(world: World) -> None:
    for address in (" NORA@example.com ", "nobody@example.com"):
        request_id = passwords.ask_reset_link(address=address, ip_address="192.0.2.1")
        assert request_id is not None
        passwords.answer_reset_request(request_id=request_id)
        passwords.answer_reset_request(request_id=request_id)  # a job that ran twice
    mail = OutgoingEmail.objects.get()
    assert (mail.to_address, mail.is_secret) == ("nora@example.com", True)
    assert "/account/reset/" in mail.body_text


def test_the_inactive_get_no_link(world: World) -> None:
    User.objects.filter(pk=world.nora.user.pk).update(is_active=False)
    request_id = passwords.ask_reset_link(address="nora@example.com", ip_address=None)
    assert request_id is not None
    passwords.answer_reset_request(request_id=request_id)
    assert not OutgoingEmail.objects.exists()


def test_the_sixth_request_of_an_hour_is_silently_too_many(world: World) -> None:
    def ask() -> int | None:
        return passwords.ask_reset_link(address="nora@example.com", ip_address="192.0.2.1")

    assert all(ask() for _time in range(5))
    assert ask() is None
    ResetRequest.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    assert ask() is not None


def test_one_ip_address_asks_for_twenty_addresses_an_hour(world: World) -> None:
    asked = [
        passwords.ask_reset_link(address=f"a{number}@example.com", ip_address="192.0.2.1")
        for number in range(21)
    ]
    assert asked[-1] is None
    assert None not in asked[:-1]
    assert passwords.ask_reset_link(address="b@example.com", ip_address="192.0.2.2")


def test_requests_are_forgotten_after_a_day(world: World) -> None:
    passwords.ask_reset_link(address="nora@example.com", ip_address="192.0.2.1")
    assert passwords.forget_old_requests() == 0
    ResetRequest.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert passwords.forget_old_requests() == 1


def test_staff_write_how_they_know_who_asks(world: World) -> None:
    sam = world.actor(world.sam)
    with pytest.raises(CustomersRefused) as refused:
        passwords.send_reset_link(actor=sam, user=world.nora.user, verified_how=" ")
    assert refused.value.code == "not_verified"
    passwords.send_reset_link(actor=sam, user=world.nora.user, verified_how="Called back")
    event = AccountEvent.objects.get(kind=AccountEventKind.RESET_ASKED)
    assert (event.done_by_id, event.note) == (world.sam.pk, "Called back")


@pytest.mark.parametrize("who", ["sam", "greta", "nora"])
def test_a_temporary_password_is_a_right_of_its_own(world: World, who: str) -> None:
    with pytest.raises(NotPermitted):
        passwords.set_temporary_password(
            actor=world.actor(getattr(world, who)),
            user=world.otto.user,
            new=NEW,
            verified_how="Met in person",
            reason="No mail on the phone",
        )


def test_who_is_erased_while_staff_write_gets_no_password_again(world: World) -> None:
    otto = User.objects.get(pk=world.otto.user_id)  # as the page has read him
    erased = {"is_active": False, "password": "!", "erased_at": timezone.now()}
    User.objects.filter(pk=otto.pk).update(**erased)
    with pytest.raises(CustomersRefused, match="inactive"):
        passwords.set_temporary_password(
            actor=world.actor(world.stina),
            user=otto,
            new=NEW,
            verified_how="Met",
            reason="No mail on the phone",
        )
    assert User.objects.get(pk=otto.pk).password == "!"


def test_a_temporary_password_ends_sessions_is_told_and_never_mailed(world: World) -> None:
    browser = world.client(world.otto)
    passwords.set_temporary_password(
        actor=world.actor(world.stina),
        user=world.otto.user,
        new=NEW,
        verified_how="Met",
        reason="No mail on the phone",
    )
    assert browser.get("/my/security/").status_code == 302
    mail = OutgoingEmail.objects.get()
    assert mail.to_address == "otto@example.com"
    assert NEW not in mail.body_text + mail.body_html + mail.subject


def test_no_password_is_in_any_mail_or_log(world: World) -> None:
    send_to = users.create_user(
        actor=world.actor(world.sam), email="kim@example.com", person=users.Person("Kim", "Berg")
    )
    send_activation(actor=world.actor(world.sam), user=send_to)
    passwords.choose_password(kind=ACTIVATION, token=ACTIVATION.token_for(send_to), new=NEW)
    passwords.change_password(
        actor=Actor(user=User.objects.get(pk=send_to.pk)), current=NEW, new=NEW + "2"
    )
    texts = [mail.subject + mail.body_text + mail.body_html for mail in OutgoingEmail.objects.all()]
    assert len(texts) == 2
    hashes = [User.objects.get(pk=send_to.pk).password]
    assert not [text for text in texts for secret in (NEW, *hashes) if secret in text]


def test_an_activated_person_gets_no_activation_link(world: World) -> None:
    with pytest.raises(CustomersRefused) as refused:
        send_activation(actor=world.actor(world.sam), user=world.nora.user)
    assert refused.value.code == "activated"
