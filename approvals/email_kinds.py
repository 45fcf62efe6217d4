"""The mail about approval chains whose words staff may change, with an example."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.email_kinds import EmailKind, Placeholder
from customers.email_kinds import ABOUT_SHOP, LINK_SAMPLE, READER, sample

KINDS = (
    EmailKind(
        template="approvals/chain_trouble",
        group=_("Approval"),
        label=_("Approval chains to mend"),
        tells=_("The nightly check tells an organisation's administrators what it found."),
        placeholders=(
            *READER,
            Placeholder("organisation", _("The organisation"), "{{ organisation }}"),
            *ABOUT_SHOP,
        ),
        sample=lambda: sample(
            organisation="Norrby kommun",
            findings=[(gettext("Folke Bergqvist is inactive."), "", LINK_SAMPLE)],
            more=0,
        ),
        button=_("Open the approval chains"),
        fixed=(_("what was found, with a link to each person"), _("the button")),
    ),
)
