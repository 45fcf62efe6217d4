"""A person's second factors, read for pages. Secrets leave here only while they are set up."""

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from customers.models import RecoveryCode, ShopSettings, User

SET_UP_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator app or a passkey; `used_at` None = never since it was added."""

    pk: int
    name: str
    added_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What a person can take the second step with. `codes_left` of `codes_made` still work."""

    authenticator: Factor | None
    passkeys: Sequence[Factor]
    codes_left: int
    codes_made: int

    @property
    def is_on(self) -> bool:
        return self.authenticator is not None or bool(self.passkeys)

    @property
    def is_single(self) -> bool:
        """Whether taking one away takes two-factor away."""
        return len(self.passkeys) + (self.authenticator is not None) == 1


@dataclass(frozen=True, slots=True)
class PendingAuthenticator:
    """What an app needs to know: `secret` to be typed, in fours, or `address` to be scanned."""

    secret: str
    address: str


def second_factors_of(user: User) -> SecondFactors:
    """Three queries."""
    device = confirmed_authenticator(user)
    codes = list(RecoveryCode.objects.filter(user=user).values_list("used_at", flat=True))
    return SecondFactors(
        authenticator=_factor(device) if device is not None else None,
        passkeys=[_factor(each) for each in passkeys_of(user)],
        codes_left=codes.count(None),
        codes_made=len(codes),
    )


def confirmed_authenticator(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-id").first()


def passkeys_of(user: User) -> Sequence[WebAuthnCredential]:
    return list(WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("id"))


def passkey_of(user: User, passkey_id: int) -> Factor | None:
    """One's own passkey; somebody else's is none."""
    found = WebAuthnCredential.objects.filter(user=user, confirmed=True, pk=passkey_id).first()
    return _factor(found) if found is not None else None


def started_authenticator(user: User) -> TOTPDevice | None:
    """The app that is being set up and has not yet shown a code. One query."""
    since = timezone.now() - SET_UP_WITHIN
    started = TOTPDevice.objects.filter(user=user, confirmed=False, created_at__gt=since)
    return started.order_by("-id").first()


def pending_authenticator(user: User, *, shop: ShopSettings) -> PendingAuthenticator | None:
    device = started_authenticator(user)
    if device is None:
        return None
    secret = b32encode(device.bin_key).decode()
    issuer = (shop.name or "Attest").replace(":", " ")
    asked = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": 6, "period": 30}
    return PendingAuthenticator(
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        address=(
            f"otpauth://totp/{quote(f'{issuer}:{user.email}')}?{urlencode(asked, quote_via=quote)}"
        ),
    )


def person_at_second_step(user_id: int, session_hash: str) -> User | None:
    """Who gave the right password a moment ago, unless it or the person's rights changed since."""
    user: User | None = User.objects.active().filter(pk=user_id).first()
    if user is None or user.must_change_password or not user.has_second_factor:
        return None
    return user if user.get_session_auth_hash() == session_hash else None


def _factor(device: TOTPDevice | WebAuthnCredential) -> Factor:
    return Factor(device.pk, device.name, device.created_at, device.last_used_at)
