"""Another log-in address: both mailboxes say yes, or nothing changes (C12, K-38..K-42)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import OutgoingEmail
from customers.actors import Actor
from customers.errors import (
    CustomersRefused,
    EmailTaken,
    LinkRefused,
    NotPermitted,
    PasswordRefused,
)
from customers.links import EMAIL_NEW, EMAIL_OLD, NOT_ME, RESET, ChangeLink
from customers.models import (
    AccountEvent,
    AccountEventKind,
    EmailChange,
    EmailChangeState,
    ShopSettings,
    User,
)
from customers.services import passwords
from customers.services.email_change import (
    ASKED_A_DAY,
    Answer,
    ask_for_email,
    ask_for_person,
    change_at_once,
    change_of_link,
    confirm,
    stop,
    withdraw,
)
from customers.services.users import set_active
from tests.world import PASSWORD, World, make_user

NEW = "nora.lindqvist@example.com"
CALLED = "Called back on the number we had"


def nora(world: World) -> User:
    user: User = User.objects.get(pk=world.nora.user_id)
    return user


def asked(world: World, email: str = NEW) -> EmailChange:
    return ask_for_email(actor=world.actor(world.nora), password=PASSWORD, email=email)


def token_in(change: EmailChange, purpose: str) -> str:
    """The token of that link as it stands in one of the two mails."""
    mails = OutgoingEmail.objects.filter(event_key__startswith=f"email-change:{change.pk}:")
    text = "\n".join(mail.body_text for mail in mails)
    found = re.search(rf"/account/email/{purpose}/(\S+)/", text)
    assert found is not None, text
    return found.group(1)


def test_asking_changes_nothing_and_mails_both(world: World) -> None:
    change = asked(world)
    assert nora(world).email == "nora@example.com"
    mails = {mail.to_address: mail for mail in OutgoingEmail.objects.all()}
    assert set(mails) == {"nora@example.com", NEW}
    assert all(mail.is_secret for mail in mails.values())
    assert "/account/email/email-not-me/" in mails["nora@example.com"].body_text
    assert "/account/email/email-not-me/" in mails["nora@example.com"].body_html
    assert "not-me" not in mails[NEW].body_text + mails[NEW].body_html
    assert change.asked_by_id == world.nora.user_id
    event = AccountEvent.objects.get()
    assert (event.kind, event.done_by_id) == (AccountEventKind.EMAIL_ASKED, world.nora.user_id)


@pytest.mark.parametrize(("first", "second"), [(EMAIL_OLD, EMAIL_NEW), (EMAIL_NEW, EMAIL_OLD)])
def test_the_second_yes_changes_the_log_in_and_both_are_told(
    world: World, first: ChangeLink, second: ChangeLink
) -> None:
    change = asked(world)
    answered = confirm(change_id=change.pk, side=first)
    assert (answered.answer, nora(world).email) == (Answer.WAITS, "nora@example.com")
    again = confirm(change_id=change.pk, side=first)
    assert again.answer == Answer.WAITS, "one mailbox says yes twice and is still one"
    answered = confirm(change_id=change.pk, side=second)
    assert (answered.answer, nora(world).email) == (Answer.DONE, NEW)
    told = OutgoingEmail.objects.filter(template="accounts/email_changed")
    assert {mail.to_address for mail in told} == {"nora@example.com", NEW}
    assert "Both addresses have said yes" in told[0].body_text
    change.refresh_from_db()
    assert change.state == EmailChangeState.DONE
    assert AccountEvent.objects.filter(kind=AccountEventKind.EMAIL_CHANGED).count() == 1


def test_links_are_for_one_answer_and_for_nothing_else(world: World) -> None:
    change = asked(world)
    for link in (EMAIL_OLD, EMAIL_NEW, NOT_ME):
        token = token_in(change, link.purpose)
        assert change_of_link(link=link, token=token).pk == change.pk
        for other in (EMAIL_OLD, EMAIL_NEW, NOT_ME):
            if other != link:
                with pytest.raises(LinkRefused):
                    change_of_link(link=other, token=token)
        assert RESET.read(token) is None
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=NOT_ME)
    with pytest.raises(LinkRefused):
        change_of_link(link=EMAIL_OLD, token=RESET.token_for(nora(world)))


def test_this_was_not_me_ends_the_change_and_every_session(world: World) -> None:
    change = asked(world)
    confirm(change_id=change.pk, side=EMAIL_NEW)
    here, there = world.client(world.nora), world.client(world.nora)
    stop(change_id=change.pk)
    for browser in (here, there):
        assert browser.get("/my/security/").status_code == 302
    assert nora(world).email == "nora@example.com"
    mail = OutgoingEmail.objects.get(template="accounts/reset")
    assert mail.to_address == "nora@example.com", "whoever asked may know the password"
    for side in (EMAIL_OLD, EMAIL_NEW):
        with pytest.raises(LinkRefused):
            confirm(change_id=change.pk, side=side)
    with pytest.raises(LinkRefused):
        stop(change_id=change.pk)


def test_links_die_after_three_days(world: World) -> None:
    change = asked(world)
    EmailChange.objects.update(asked_at=timezone.now() - timedelta(days=3, seconds=1))
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_OLD)
    EmailChange.objects.update(asked_at=timezone.now() - timedelta(days=2, hours=23))
    assert confirm(change_id=change.pk, side=EMAIL_OLD).answer == Answer.WAITS


def test_links_die_with_a_new_password_and_with_the_persons_activity(world: World) -> None:
    change = asked(world)
    passwords.change_password(
        actor=world.actor(world.nora), current=PASSWORD, new="en helt ny lösen fras"
    )
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_NEW)
    change = ask_for_person(
        actor=world.actor(world.sam), user=nora(world), email=NEW, verified_how=CALLED
    )
    set_active(actor=world.actor(world.stina), user=nora(world), is_active=False, force=True)
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_OLD)


def test_a_later_wish_replaces_the_earlier(world: World) -> None:
    first = asked(world)
    second = asked(world, "nora2@example.com")
    with pytest.raises(LinkRefused):
        confirm(change_id=first.pk, side=EMAIL_OLD)
    assert confirm(change_id=second.pk, side=EMAIL_OLD).answer == Answer.WAITS


def test_what_is_taken_back_cannot_be_confirmed(world: World) -> None:
    change = asked(world)
    assert withdraw(actor=world.actor(world.nora), user=nora(world))
    assert not withdraw(actor=world.actor(world.nora), user=nora(world)), "nothing waits any more"
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_NEW)
    with pytest.raises(NotPermitted):
        withdraw(actor=world.actor(world.otto), user=nora(world))


@pytest.mark.parametrize("email", ["otto@example.com", "OTTO@Example.com"])
def test_an_address_of_somebody_else_is_refused(world: World, email: str) -> None:
    with pytest.raises(EmailTaken):
        asked(world, email)
    assert not OutgoingEmail.objects.exists()


def test_an_address_that_was_taken_meanwhile_is_said_and_stays_as_it_is(world: World) -> None:
    change = asked(world)
    confirm(change_id=change.pk, side=EMAIL_NEW)
    make_user(NEW.upper(), "Någon", "Annan")
    answered = confirm(change_id=change.pk, side=EMAIL_OLD)
    assert (answered.answer, nora(world).email) == (Answer.TAKEN, "nora@example.com")
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_OLD)


def test_it_needs_the_password_and_ones_own_shoes(world: World) -> None:
    with pytest.raises(PasswordRefused) as wrong:
        ask_for_email(actor=world.actor(world.nora), password="not this one", email=NEW)
    assert wrong.value.is_current
    acting = world.actor(world.nora, acted_by=world.sam)
    with pytest.raises(NotPermitted) as refused:
        ask_for_email(actor=acting, password=PASSWORD, email=NEW)
    assert refused.value.code == "acting"
    with pytest.raises(NotPermitted):
        ask_for_email(actor=Actor(), password=PASSWORD, email=NEW)
    with pytest.raises(NotPermitted) as refused:
        ask_for_email(actor=world.actor(world.sam), password=PASSWORD, email=NEW)
    assert refused.value.code == "staff"
    assert not EmailChange.objects.exists()


def test_the_shop_may_say_that_only_it_changes_addresses(world: World) -> None:
    ShopSettings.objects.update(email_requests=False)
    with pytest.raises(NotPermitted) as refused:
        asked(world)
    assert refused.value.code == "shop_only"


def test_nobody_mails_strangers_all_day(world: World) -> None:
    for number in range(ASKED_A_DAY):
        asked(world, f"stranger{number}@example.com")
    with pytest.raises(CustomersRefused) as refused:
        asked(world, "one-more@example.com")
    assert refused.value.code == "too_many"


def test_staff_ask_and_the_addresses_still_say_yes(world: World) -> None:
    sam = world.actor(world.sam)
    with pytest.raises(CustomersRefused) as refused:
        ask_for_person(actor=sam, user=nora(world), email=NEW, verified_how=" ")
    assert refused.value.code == "not_verified"
    change = ask_for_person(actor=sam, user=nora(world), email=NEW, verified_how=CALLED)
    assert "Kontorsgrossen was asked to change" in OutgoingEmail.objects.order_by("id")[0].body_text
    confirm(change_id=change.pk, side=EMAIL_NEW)
    assert nora(world).email == "nora@example.com"
    event = AccountEvent.objects.get(kind=AccountEventKind.EMAIL_ASKED)
    assert (event.done_by_id, event.note) == (world.sam.pk, CALLED)


def test_staff_override_needs_a_reason_and_ends_what_waited(world: World) -> None:
    change = asked(world)
    sam = world.actor(world.sam)
    for reason, verified_how, code in ((" ", CALLED, "no_reason"), ("Gone", "", "not_verified")):
        with pytest.raises(CustomersRefused) as refused:
            change_at_once(
                actor=sam, user=nora(world), email=NEW, reason=reason, verified_how=verified_how
            )
        assert refused.value.code == code
    change_at_once(
        actor=sam, user=nora(world), email=NEW, reason="The company is gone", verified_how=CALLED
    )
    assert nora(world).email == NEW
    event = AccountEvent.objects.get(kind=AccountEventKind.EMAIL_CHANGED)
    assert (event.reason, event.note) == ("The company is gone", CALLED)
    with pytest.raises(LinkRefused):
        confirm(change_id=change.pk, side=EMAIL_OLD)


def test_sales_staff_change_no_way_in_of_staff(world: World) -> None:
    with pytest.raises(NotPermitted):
        ask_for_person(
            actor=world.actor(world.sam), user=world.stina, email=NEW, verified_how=CALLED
        )
    with pytest.raises(NotPermitted):
        ask_for_person(
            actor=world.actor(world.greta), user=nora(world), email=NEW, verified_how=CALLED
        )
