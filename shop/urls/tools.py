"""The buyers' daily tools on My pages: what was bought, and shelf labels."""

from core.access import route
from customers.access import Perm
from shop.views.my import bought

urlpatterns = [
    route("bought/", bought.bought, name="bought", perm=Perm.ORDER_VIEW),
]
