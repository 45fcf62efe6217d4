"""Why a file is not taken, in the words of whoever sent it."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Text, say


class FileRefused(Exception):
    """The file is not kept; `reason` says why."""

    def __init__(self, reason: Text, code: str) -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code


def not_what_it_says() -> FileRefused:
    return FileRefused(
        _("The file is not what its name says. Open it and save it anew."), "not_what_it_says"
    )


def damaged() -> FileRefused:
    return FileRefused(_("The file is damaged. Open it and save it anew."), "damaged")


def holds_a_program() -> FileRefused:
    return FileRefused(
        _("The file holds macros, scripts or programs. Save it without them."), "program"
    )


def unpacks_too_large() -> FileRefused:
    return FileRefused(_("The file unpacks to far more than its size."), "bomb")


def has_a_password() -> FileRefused:
    return FileRefused(
        _("The file has a password, so nobody can see what is in it. Save it without."), "password"
    )


def too_large(most_bytes: int) -> FileRefused:
    megabytes = most_bytes // (1024 * 1024)
    reason = say(_("The file is larger than %(megabytes)s MB."), megabytes=megabytes)
    return FileRefused(reason, "too_large")
