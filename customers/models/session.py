"""A session in the database with whose it is, so that people can see and end their own."""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.prepared import Prepared


class ShopSession(AbstractBaseSession):
    """Django's session and the person at the keys: also while they act as somebody else."""

    # No foreign key: a session is written before and after there is a person.
    person_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["person_id", "expire_date"], name="session_of_person")]

    @classmethod
    def get_session_store_class(cls) -> type[DatabaseStore]:
        return SessionStore


_SESSION: Prepared[ShopSession] = Prepared(
    lambda key: ShopSession.objects.filter(session_key=key), key=str
)


class SessionStore(DatabaseStore):
    """What SESSION_ENGINE asks for by this name."""

    @classmethod
    def get_model_class(cls) -> type[ShopSession]:
        return ShopSession

    def _get_session_from_db(self) -> ShopSession | None:
        """As Django's, asked as a statement kept planned: every page of somebody logged in asks."""
        for found in _SESSION.rows(key=self.session_key):
            if found.expire_date > timezone.now():
                return found
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> ShopSession:
        session: ShopSession = super().create_model_instance(data)  # type: ignore[assignment]
        session.person_id = _person_in(data)
        return session


def _person_in(data: Mapping[str, Any]) -> int | None:
    doer = (data.get("hijack_history") or [data.get("_auth_user_id")])[0]
    return int(doer) if doer is not None else None
