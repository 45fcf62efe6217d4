"""The second step of logging in, and one's own two-factor. Closed while acting as somebody."""

from collections.abc import Callable
from functools import partial

from django.urls import URLPattern

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from shop.views import second_step
from shop.views.my import two_factor

_BOTH = ("GET", "POST")
_door: Callable[..., URLPattern] = partial(route, closed_while_acting=True)
_at_log_in: Callable[..., URLPattern] = partial(_door, perm=Perm.PUBLIC)
_own: Callable[..., URLPattern] = partial(_door, perm=Perm.MY_SECURITY)

at_log_in = [
    _at_log_in("second-step/", second_step.second_step, name="second-step", methods=_BOTH),
    _at_log_in(
        "second-step/options/",
        second_step.second_step_options,
        name="second-step-options",
        methods=("POST",),
    ),
    _at_log_in(
        "second-step/passkey/",
        second_step.second_step_passkey,
        name="second-step-passkey",
        methods=("POST",),
    ),
]

own = [
    _own("security/two-factor/", two_factor.two_factor, name="two-factor"),
    _own(
        "security/two-factor/app/",
        two_factor.authenticator_new,
        name="authenticator-new",
        methods=_BOTH,
        add_on=AddOn.TWO_FACTOR,
    ),
    _own(
        "security/two-factor/app/remove/",
        two_factor.authenticator_remove,
        name="authenticator-remove",
        methods=_BOTH,
    ),
    _own(
        "security/two-factor/codes/",
        two_factor.recovery_codes,
        name="recovery-codes",
        methods=_BOTH,
    ),
    _own(
        "security/two-factor/passkeys/new/",
        two_factor.passkey_new,
        name="passkey-new",
        add_on=AddOn.TWO_FACTOR,
    ),
    _own(
        "security/two-factor/passkeys/options/",
        two_factor.passkey_options,
        name="passkey-options",
        methods=("POST",),
        add_on=AddOn.TWO_FACTOR,
    ),
    _own(
        "security/two-factor/passkeys/save/",
        two_factor.passkey_save,
        name="passkey-save",
        methods=("POST",),
        add_on=AddOn.TWO_FACTOR,
    ),
    _own(
        "security/two-factor/passkeys/<int:passkey_id>/",
        two_factor.passkey_edit,
        name="passkey-edit",
        methods=_BOTH,
    ),
    _own(
        "security/two-factor/passkeys/<int:passkey_id>/remove/",
        two_factor.passkey_remove,
        name="passkey-remove",
        methods=_BOTH,
    ),
    _own(
        "security/sessions/<str:ref>/end/",
        two_factor.session_end,
        name="session-end",
        methods=("POST",),
    ),
    _own("security/sessions/end/", two_factor.sessions_end, name="sessions-end", methods=("POST",)),
]
