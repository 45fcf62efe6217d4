"""Why a change to goods, categories or prices is refused, in the user's words."""

from core.reasons import Refused, Text, Verdict


class CatalogueRefused(Exception):
    """Nothing was changed; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

    @property
    def reason(self) -> Text:
        return self.refusal.reason

    @property
    def code(self) -> str:
        return self.refusal.code


def require(verdict: Verdict) -> None:
    """Raises `CatalogueRefused` unless the verdict allows."""
    if isinstance(verdict, Refused):
        raise CatalogueRefused(verdict)
