"""The mailed link by which an applicant says that the mailbox is theirs, or takes it all back.

It opens no account. No database.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

LIVES = timedelta(days=90)
_signer = TimestampSigner(sep="~", salt="marketing.application_links")


def token_for(application_id: int) -> str:
    return _signer.sign(str(application_id))


def read(token: str) -> int | None:
    """Which application; None for anything that is not such a link, or is too old."""
    try:
        return int(_signer.unsign(token, max_age=LIVES))
    except (BadSignature, ValueError):
        return None
