"""The organisation's approval chains. Looking is open while acting as another, changing is not."""

from core.access import route
from customers.access import Perm
from shop.views.my import group_chains

urlpatterns = [
    route(
        "group/chains/",
        group_chains.group_chains,
        name="group-chains",
        perm=Perm.GROUP_ADMINISTER,
    ),
    route(
        "group/chains/rules/",
        group_chains.group_chain_rules,
        name="group-chain-rules",
        perm=Perm.GROUP_ADMINISTER,
        methods=("POST",),
        closed_while_acting=True,
    ),
    route(
        "group/chains/<int:membership_id>/",
        group_chains.group_chain_edit,
        name="group-chain-edit",
        perm=Perm.GROUP_ADMINISTER,
        methods=("POST",),
        closed_while_acting=True,
    ),
]
