"""A person taken out of people's own tables: the account, its log, history, ways in.

`orders.services.erasing` is the whole of it and the only caller: the books lie there.
"""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

from core.erasing import Traces
from core.history import events_of
from core.models import SavedView
from customers.actors import Actor
from customers.models import (
    AccountEvent,
    AccountEventKind,
    Address,
    Consent,
    Customer,
    EmailChange,
    MailChoiceRequest,
    Membership,
    NoticeRecipient,
    PendingRegistration,
    PrivateSeat,
    PurchaseLimit,
    RecoveryCode,
    ResetRequest,
    ShopSession,
    StaffRole,
    TimedDiscount,
    User,
)
from customers.selectors.former_addresses import own_of
from customers.selectors.shop import shop_settings
from customers.services import account_log


def traces_of(user: User) -> Traces:
    """Every address, name and phone number that the account has had; of the addresses those that
    are not somebody else's log-in by now."""
    kept = events_of(User).filter(pgh_obj_id=user.pk)
    rows = [*kept.values_list("email", "first_name", "last_name", "phone").distinct()]
    rows.append((user.email, user.first_name, user.last_name, user.phone))
    rows += [
        (address, "", "", "")
        for both in EmailChange.objects.filter(user=user).values_list("old_email", "new_email")
        for address in both
    ]
    with translation.override(shop_settings().language):
        instead = f"{_('Erased person')} {user.pk}"
    return Traces(
        addresses=tuple(own_of({row[0] for row in rows}, user)),
        names=tuple({f"{row[1]} {row[2]}".strip() for row in rows} - {""}),
        phones=tuple({row[3] for row in rows} - {""}),
        instead=instead,
    )


def erase_account(*, actor: Actor, user: User, traces: Traces, reason: str) -> User:
    """`user` is locked. The row stays, as the one that orders and history point to; nobody's."""
    _erase_ways_in(user, traces)
    _erase_kept_beside(user, traces)
    with translation.override(shop_settings().language):
        user.first_name = _("Erased person")
    user.last_name = str(user.pk)
    user.email = f"erased-{user.pk}@erased.invalid"
    user.phone = user.title = user.staff_note = user.language = ""
    user.birthday = user.last_login = user.last_seen_at = None
    user.staff_role = StaffRole.NONE
    user.set_unusable_password()
    user.must_change_password = user.has_second_factor = user.is_active = False
    user.session_epoch += 1
    user.erased_at = timezone.now()
    user.save()
    _erase_history(user)
    AccountEvent.objects.filter(user=user).delete()
    account_log.write(actor=actor, user=user, kind=AccountEventKind.ERASED, reason=reason)
    return user


def _erase_ways_in(user: User, traces: Traces) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    WebAuthnCredential.objects.filter(user=user).delete()
    WebAuthnUserHandle.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    ShopSession.objects.filter(person_id=user.pk).delete()
    EmailChange.objects.filter(user=user).delete()
    for address in traces.addresses:
        ResetRequest.objects.filter(address__iexact=address).delete()
        MailChoiceRequest.objects.filter(address__iexact=address).delete()
        PendingRegistration.objects.filter(email__iexact=address).delete()
        for log in (AccessAttempt, AccessLog, AccessFailureLog):
            log.objects.filter(username__iexact=address).delete()


def _erase_kept_beside(user: User, traces: Traces) -> None:
    """Connections end, own addresses and limits go; a register keeps places without the name."""
    memberships = Membership.objects.filter(user=user)
    Address.objects.filter(membership__in=memberships).delete()
    PurchaseLimit.objects.filter(membership__in=memberships).delete()
    TimedDiscount.objects.filter(membership__in=memberships).delete()
    NoticeRecipient.objects.filter(user=user).delete()
    Consent.objects.filter(user=user).delete()
    events_of(Consent).filter(user_id=user.pk).update(told_how="")  # what staff wrote of them
    SavedView.objects.filter(owner=user, is_shared=False).delete()  # may search for anybody
    memberships.filter(is_active=True).update(is_active=False)
    _erase_customers_of_one(memberships, traces)
    register = Address.objects.filter(
        customer__in=Customer.objects.filter(memberships__user=user), membership=None
    )
    remembered = events_of(Address).filter(
        customer_id__in=Membership.objects.filter(user=user).values("customer_id")
    )
    for rows in (register, remembered):  # in this order: a change of the register is remembered
        for field, words in (("attention", traces.names), ("phone", traces.phones)):
            for word in words:
                rows.filter(**{f"{field}__iexact": word}).update(**{field: ""})
        for name in traces.names:
            rows.filter(name__iexact=name).update(name=traces.instead[:120])


def _erase_customers_of_one(memberships: QuerySet[Membership], traces: Traces) -> None:
    """A customer that was the person is nobody's; what its orders were agreed with stays."""
    own = memberships.exclude(private=PrivateSeat.NONE)
    ids = list(own.values_list("customer_id", flat=True))
    nobody = {"name": traces.instead, "email": "", "phone": ""}
    Customer.objects.filter(pk__in=ids).update(**nobody, is_active=False)
    events_of(Customer).filter(pgh_obj_id__in=ids).update(**nobody)


def _erase_history(user: User) -> None:
    """Who changed what and when stays; what the person was called does not."""
    events_of(User).filter(Q(pgh_obj_id=user.pk)).update(
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        phone="",
        title="",
        birthday=None,
        staff_note="",
    )
