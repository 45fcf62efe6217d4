"""Why an approval is refused, in the user's words."""

from core.reasons import Reasons, Refused


class ApprovalRefused(Exception):
    """The decision cannot be taken now; `refusal` says why."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class NobodyCanApprove(Exception):
    """The order needs approval and nobody may give it; placing is refused."""

    def __init__(self, reasons: Reasons) -> None:
        super().__init__(" ".join(reasons.codes))
        self.reasons = reasons


class AbsenceRefused(Exception):
    """These days, or this substitute, cannot be; `refusal.code` names the field."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal
