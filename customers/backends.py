"""Log-in by e-mail in any letter case, and its second step. Failures of both count as one."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from customers.models import User
from customers.selectors.visits import visiting_user
from customers.services.passkeys import check_passkey
from customers.services.two_factor import check_code


def tried_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name that failures are counted on: NORA@ and nora@ are one door, not two."""
    name = (credentials or {}).get("username")
    if name is None and request is not None:
        name = request.POST.get("username")
    return str(name or "").strip().lower()[:254]


class SecondStepBackend(BaseBackend):
    """The second step of one whose password was right: a code, or what a passkey signed.

    It comes through `authenticate` so that axes counts it with the passwords. It opens no session.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        second_step_of: User | None = None,
        token: str | None = None,
        signature: Any = None,
        **_kwargs: Any,
    ) -> User | None:
        if second_step_of is None:
            return None
        if token is not None:
            return second_step_of if check_code(user=second_step_of, code=token) else None
        if signature is None:
            return None
        state, answer = signature
        right = check_passkey(user=second_step_of, state=state, answer=answer)
        return second_step_of if right else None


class EmailBackend(BaseBackend):
    """Compares the hash of the given password (K-31); an unknown address costs as much time."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_kwargs: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        user: User | None = User.objects.filter(email__iexact=username.strip()).first()
        if user is None:
            User().set_password(password)  # the same work, so time tells nothing
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The session's user; None (so logged out) from the moment they are made inactive."""
        return visiting_user(int(user_id))
