"""Numbers that two people at once never share: PostgreSQL sequences, made in migrations."""

from django.db import connection


def next_number(sequence: str) -> int:
    """The next value of a database sequence. Never given twice; a rolled-back one leaves a gap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        (value,) = cursor.fetchone()
    return int(value)


def pass_number(sequence: str, number: int) -> None:
    """Goes on after `number` unless it is past it already: that one came from somewhere else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(%s, %s) WHERE %s > coalesce(pg_sequence_last_value(%s::regclass), 0)",
            [sequence, number, number, sequence],
        )
