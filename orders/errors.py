"""Why a cart or an order is refused, in the user's words."""

from core.reasons import Reasons, Refused, Text


class OrderRefused(Exception):
    """Nothing was done. `reasons` holds every reason, to be shown together."""

    def __init__(self, reasons: Reasons) -> None:
        super().__init__(" ".join(reasons.codes))
        self.reasons = reasons

    @classmethod
    def because(cls, reason: Text, code: str) -> "OrderRefused":
        return cls(Reasons((Refused(reason=reason, code=code),)))


class CartRefused(Exception):
    """A line cannot be put in the cart, or be that many; `variant_id` says which, if of several."""

    def __init__(self, refusal: Refused, variant_id: int | None = None) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
        self.variant_id = variant_id


class CartHoldsLines(Exception):
    """The cart has other lines: whoever fills it says what becomes of them."""

    def __init__(self, lines: int) -> None:
        super().__init__(f"{lines} lines")
        self.lines = lines


class CartChanged(Exception):
    """What would be ordered is no longer what was shown; the page asks again."""


class ListRefused(Exception):
    """A wish list or a saved cart cannot be made, or changed like that."""

    def __init__(self, reason: Text, code: str) -> None:
        super().__init__(code)
        self.reason = reason
        self.code = code
