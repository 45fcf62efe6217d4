"""What each consent is a yes to, in the words that people read and that are kept with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.models import ConsentKind

WORDING: Mapping[str, Any] = {
    ConsentKind.NEWSLETTER: _("The shop's newsletter"),
    ConsentKind.PARTNER: _("Offers from the shop's partners"),
}
