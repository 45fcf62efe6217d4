"""Second factors for tests: an app's codes, and an authenticator that signs as a browser would."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from customers.models import User
from customers.services.two_factor import confirm_authenticator, start_authenticator
from tests.world import PASSWORD, World

USER_PRESENT, USER_VERIFIED, WITH_CREDENTIAL = 0x01, 0x04, 0x40


def app_code(user: User, *, steps: int = 0) -> str:
    """What the person's app shows, `steps` half minutes from now."""
    device = TOTPDevice.objects.filter(user=user).latest("id")
    return f"{totp(device.bin_key, t0=-steps * 30):06d}"


def wrong_code(user: User) -> str:
    """Six digits that no clock near ours shows."""
    near = {app_code(user, steps=steps) for steps in range(-5, 6)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def enrol(world: World, user: User) -> tuple[str, ...]:
    """Gives the person an app; the recovery codes. Its present code counts as not yet used."""
    start_authenticator(actor=world.actor(user), password=PASSWORD)
    added = confirm_authenticator(actor=world.actor(user), code=app_code(user))
    assert added is not None
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    user.refresh_from_db()
    return added.codes


def give_password(user: User, client: Client | None = None, *, to: str = "") -> Client:
    """A browser in which the right password was given, and nothing more."""
    client = client or Client()
    data = {"username": user.email, "password": PASSWORD, "next": to}
    assert client.post("/account/login/", data).status_code == 302
    return client


def log_in(user: User, *, steps: int = 0) -> Client:
    client = give_password(user)
    response = client.post("/account/second-step/", {"code": app_code(user, steps=steps)})
    assert response.status_code == 302, response.content
    return client


def wait_out_the_throttle(user: User) -> None:
    """As if the person had waited after a wrong code."""
    TOTPDevice.objects.filter(user=user).update(throttling_failure_timestamp=None)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """One passkey in software. `origin` is where its browser says that it is."""

    origin: str = "http://testserver"
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    counter: int = 0

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        numbers = self._key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        size = len(self.credential_id).to_bytes(2)
        data = self._data(options["rp"]["id"], WITH_CREDENTIAL)
        data += bytes(16) + size + self.credential_id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        client_data = self._client_data("webauthn.create", options["challenge"])
        return self._answer(attestationObject=cbor2.dumps(statement), clientDataJSON=client_data)

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        self.counter = int(time.time()) + self.counter
        data = self._data(options["rpId"], 0)
        client_data = self._client_data("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            authenticatorData=data,
            clientDataJSON=client_data,
            signature=self._key.sign(signed, ec.ECDSA(hashes.SHA256())),
        )

    def _data(self, site: str, flags: int) -> bytes:
        flags |= USER_PRESENT | USER_VERIFIED
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _answer(self, **response: bytes) -> dict[str, Any]:
        return {
            "id": _text(self.credential_id),
            "rawId": _text(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: _text(data) for name, data in response.items()},
        }


def post_json(client: Client, url: str, body: object = None) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


def add_passkey(client: Client, authenticator: Authenticator, name: str = "Blue key") -> Any:
    """Makes the passkey as the page's script would; the last response."""
    options = post_json(client, "/my/security/two-factor/passkeys/options/").json()["options"]
    body = {"name": name, "answer": authenticator.make(options)}
    return post_json(client, "/my/security/two-factor/passkeys/save/", body)
