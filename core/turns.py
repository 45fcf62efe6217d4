"""One at a time where there is no row to lock."""

from django.db import connection


def take_turns(number: int, *, about: str = "") -> None:
    """Whoever takes a turn of the same number waits until the transaction before it is over.

    Any fixed number will do, as long as nothing else in the shop takes turns by it. With `about`,
    such as an e-mail address, only those wait that are about the same in any letter case.
    """
    with connection.cursor() as cursor:
        if about:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(lower(%s)))", [number, about])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
