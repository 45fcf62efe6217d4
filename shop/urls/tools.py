"""The buyers' daily tools on My pages: what was bought, and shelf labels."""

from core.access import route
from customers.access import Perm
from customers.add_ons import AddOn
from customers.my_sections import Section
from shop.views.my import bought, labels

urlpatterns = [
    route("bought/", bought.bought, name="bought", perm=Perm.ORDER_VIEW, section=Section.BOUGHT),
    route(
        "labels/",
        labels.labels,
        name="labels",
        perm=Perm.ORDER_VIEW,
        add_on=AddOn.SHELF_LABELS,
    ),
    route(
        "labels/sheet/",
        labels.label_sheet,
        name="label-sheet",
        perm=Perm.ORDER_VIEW,
        methods=("POST",),
        add_on=AddOn.SHELF_LABELS,
    ),
]
