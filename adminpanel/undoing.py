"""What each kind of undo calls (core/undo.py).

A function takes `actor` and the fields of its Undo, compares, sets, and answers with the sentence
to show. It refuses with UndoRefused or CustomersRefused when somebody was there in between.
"""

from collections.abc import Callable, Mapping

from adminpanel.views.add_ons import undo_switch
from adminpanel.views.teams import undo_connect
from adminpanel.views.user_toggles import undo_active, undo_consent
from core.reasons import Text

UNDOINGS: Mapping[str, Callable[..., Text]] = {
    "user-active": undo_active,
    "consent": undo_consent,
    "team-customers": undo_connect,
    "add-on": undo_switch,
}
