"""The person who logs in."""

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Origin
from customers.querysets import UserQuerySet
from customers.sales_rows import made_with_people
from customers.search_texts import person_text
from customers.teams import Sight

if TYPE_CHECKING:
    from customers.models.membership import Membership


class StaffRole(models.TextChoices):
    """What a person at the reseller may do; blank = not staff."""

    NONE = "", _("Not staff")
    SALES = "sales", _("Sales staff")
    ADMINISTRATOR = "administrator", _("Staff administrator")


class Theme(models.TextChoices):
    DEVICE = "device", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users; the e-mail is kept as written and compared in any letter case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user: User = self.model(email=email.strip(), **fields)
        user.set_password(password)  # None makes the password unusable
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        found: User = self.get(email__iexact=(username or "").strip())
        return found


@pghistory.track(exclude=["password", "last_login", "last_seen_at", "session_epoch"])
class User(AbstractBaseUser):
    """A person who logs in with an e-mail address (any letter case); staff, buyer or both.

    Source: P-21, K-06, K-39. The password is an Argon2id hash only (K-30).
    """

    email = models.EmailField(_("E-mail"), max_length=254)
    first_name = models.CharField(_("First name"), max_length=100)
    last_name = models.CharField(_("Last name"), max_length=100)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    # Only where the shop's settings say so, with the purpose (C20).
    title = models.CharField(pgettext_lazy("person", "Title"), max_length=20, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    language = models.CharField(
        _("Language"), max_length=5, blank=True, help_text=_("Blank = the shop's language.")
    )
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.DEVICE)
    staff_role = models.CharField(
        _("Staff role"), max_length=20, choices=StaffRole.choices, default="", blank=True
    )
    is_active = models.BooleanField(
        _("Active"), default=True, help_text=_("An inactive person cannot log in.")
    )
    staff_note = models.TextField(_("Note seen only by staff"), blank=True)
    origin = models.CharField(
        _("Origin"), max_length=10, choices=Origin.choices, default=Origin.EARLIER, editable=False
    )
    erased_at = models.DateTimeField(_("Erased"), null=True, blank=True, editable=False)
    registered_at = models.DateTimeField(_("Registered"), default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField(_("Last visit"), null=True, blank=True, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    must_change_password = models.BooleanField(
        default=False, editable=False, help_text="The password was set by staff (C6)."
    )
    # True from the first authenticator or passkey on: a session then counts as logged in only
    # after its second step.
    has_second_factor = models.BooleanField(_("Two-factor"), default=False, editable=False)
    # Raised to end every open session; part of what each session is checked against.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    # Whose customers a person at the reseller sees, once asked (selectors.staff_teams).
    visit_sight: "Sight | None" = None

    # The memberships in force, when the person was loaded for a visit (selectors.visits).
    visit_seats: "tuple[Membership, ...] | None" = None

    # Whether a change of e-mail is on its way, when that was asked with the row (for a card).
    has_email_change: bool | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("This e-mail address is already in use."),
            ),
            models.CheckConstraint(
                condition=models.Q(staff_role__in=StaffRole.values), name="user_staff_role_known"
            ),
        ]
        indexes = [
            models.Index(fields=["last_name", "first_name"], name="user_name"),
            models.Index(fields=["email", "id"], name="user_email"),
            models.Index(Upper("email"), name="user_email_any_case"),
            models.Index(fields=["registered_at", "id"], name="user_registered"),
            # Those who never came stand last in both directions, so each has its own.
            models.Index(fields=["last_seen_at", "id"], name="user_seen"),
            models.Index(
                models.F("last_seen_at").desc(nulls_last=True),
                models.F("id").desc(),
                name="user_seen_latest",
            ),
            GinIndex(OpClass(Upper(person_text()), name="gin_trgm_ops"), name="user_search"),
        ]
        triggers = [made_with_people()]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper() or self.email[:2].upper()

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_role)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Changes with the password and with `session_epoch`; an old session then is nobody's."""
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac(
            "customers.User.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name or self.email
