"""A customer's own site: whose shop an anonymous visitor is in, and which doors are open there."""

from dataclasses import dataclass, field

from customers.models import Customer


@dataclass(frozen=True, slots=True)
class SiteVisit:
    """An anonymous visit to an open customer site (`/s/<slug>/`, or its own host name).

    Exactly one of `customer_id` and `group_id` is set: whose site it is. `main_group_id` is the
    customer's main group, or the group itself. `priced_as` is who prices are asked for: the
    customer with its main group and tier loaded, or, of a group's site, a stand-in that has the
    group and nothing else (`pk` 0, never saved).
    """

    site_id: int
    slug: str
    name: str  # of the customer or the group
    customer_id: int | None
    group_id: int | None
    main_group_id: int
    priced_as: Customer = field(repr=False, compare=False)
