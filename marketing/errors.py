"""Why something is refused here, in the user's words."""

from core.reasons import Refused


class MarketingRefused(Exception):
    """It cannot be done now; `refusal` says why, and its code names the field."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
