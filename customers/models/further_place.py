"""Which further groups a customer is in, remembered: it widens what its people see."""

import pghistory
from django.db import models

from customers.models.customer import Customer


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    meta={"indexes": [models.Index(fields=["customer_id"], name="further_group_history")]},
)
class FurtherGroup(Customer.further_groups.through):  # type: ignore[misc,name-defined]
    """A customer's place in a further group; only its history is asked for here."""

    class Meta:
        proxy = True
