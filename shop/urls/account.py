"""Logging in and out, lost passwords, activation. Closed while acting as somebody else."""

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from customers.my_sections import Section
from shop.views import account, email_links, keeping, registration

BOTH = ("GET", "POST")

urlpatterns = [
    route(
        "login/",
        account.login,
        name="login",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
    ),
    route(
        "language/",
        account.language,
        name="language",
        perm=Perm.PUBLIC,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route("logout/", account.logout, name="logout", perm=Perm.PUBLIC, methods=("POST",)),
    route(
        "reset/",
        account.password_reset,
        name="password-reset",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
    ),
    route(
        "reset/sent/",
        account.password_reset_sent,
        name="password-reset-sent",
        perm=Perm.PUBLIC,
    ),
    route(
        "reset/<str:token>/",
        account.reset_link,
        name="reset-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
    ),
    route(
        "activate/<str:token>/",
        account.activation_link,
        name="activation-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
    ),
    route(
        "choose-password/",
        account.choose_password,
        name="choose-password",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
    ),
    route(
        "keep/",
        keeping.keep_wish,
        name="keep-wish",
        perm=Perm.PUBLIC,
        methods=BOTH,
        section=Section.LISTS,
    ),
    route(
        "register/",
        registration.register,
        name="register",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
        add_on=AddOn.REGISTRATION,
    ),
    route(
        "register/sent/",
        registration.register_sent,
        name="register-sent",
        perm=Perm.PUBLIC,
        add_on=AddOn.REGISTRATION,
    ),
    route(
        "register/confirm/",
        registration.register_confirm,
        name="register-confirm",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
        add_on=AddOn.REGISTRATION,
    ),
    route(
        "register/<str:token>/",
        registration.registration_link,
        name="registration-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
        add_on=AddOn.REGISTRATION,
    ),
    route(
        "email/answer/",
        email_links.email_answer,
        name="email-answer",
        perm=Perm.PUBLIC,
        methods=BOTH,
        closed_while_acting=True,
    ),
    route(
        "email/<str:purpose>/<str:token>/",
        email_links.email_link,
        name="email-link",
        perm=Perm.PUBLIC,
        closed_while_acting=True,
    ),
]
