"""Numbers that two people at once never share: PostgreSQL sequences, made in migrations."""

from django.db import connection


def next_number(sequence: str) -> int:
    """The next value of a database sequence. Never given twice; a rolled-back one leaves a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        (value,) = cursor.fetchone()
    return int(value)
