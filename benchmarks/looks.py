"""What a customer's own look costs: the same pages with the look published, and without."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from benchmarks.machine import machine
from benchmarks.page_cost import Backend, PageCost, Round, get_page, least_of, one_round
from benchmarks.people import open_session
from benchmarks.scratch import own_database
from benchmarks.texts import Texts
from benchmarks.visits import category_paths, measured_actor, product_paths
from benchmarks.world import Size, fill
from customers.actors import SYSTEM, Actor
from customers.models import Customer
from customers.services.profiles import (
    ProfileDetails,
    publish_profile,
    save_draft,
    take_back_profile,
)

COSTS_AT_MOST = 1.05
MORE_STATEMENTS = 1
ROUNDS, WARM = 21, 1

Say = Callable[[str], object]


@dataclass(frozen=True)
class Looked:
    """A page in the shop's own look and in the customer's."""

    name: str
    plain: PageCost
    look: PageCost

    @property
    def ratio(self) -> float:
        return self.look.cost_ms / self.plain.cost_ms

    @property
    def is_held(self) -> bool:
        return self.ratio <= COSTS_AT_MOST and self.look.sql <= self.plain.sql + MORE_STATEMENTS


def measure(products: int, *, keep: bool, say: Say) -> list[Looked]:
    size = Size(products)
    with own_database(f"attest_benchmark_{products}", recipe=size.recipe, keep=keep) as scratch:
        if scratch.recipe != size.recipe:
            fill(size, Texts.find(), scratch.url, say)
            scratch.remember(size.recipe)
        return measure_here()


def measure_here(rounds: int = ROUNDS) -> list[Looked]:
    """In the database that this process works in. The look is taken back at the end."""
    actor = measured_actor()
    customer = actor.customer
    if customer is None or actor.membership is None:
        raise LookupError("The measured visitor buys for nobody.")
    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = open_session(actor.membership)
    pages = {
        "start page": ["/"],
        "category page": category_paths(actor),
        "product page": product_paths(actor),
        "cart": ["/cart/"],
    }
    try:
        return [_page(client, customer, name, paths, rounds) for name, paths in pages.items()]
    finally:
        take_back_profile(actor=SYSTEM, owner=customer)


def report(looked: Sequence[Looked]) -> list[str]:
    """What a person reads at the end: milliseconds of processor, both sides together."""
    lines = [f"{'':16}{'SQL':>8}{'plain ms':>10}{'look ms':>10}{'ratio':>7}"]
    for each in looked:
        lines.append(
            f"{each.name:16}{f'{each.plain.sql}-{each.look.sql}':>8}{each.plain.cost_ms:>10.2f}"
            f"{each.look.cost_ms:>10.2f}{each.ratio:>7.3f}{'' if each.is_held else '  MISSED'}"
        )
    return lines


def as_json(looked: Sequence[Looked]) -> dict[str, Any]:
    pages = {each.name: {**asdict(each), "ratio": round(each.ratio, 3)} for each in looked}
    return {"machine": machine(), "pages": pages}


def _page(
    client: Client, customer: Customer, name: str, paths: Sequence[str], rounds: int
) -> Looked:
    """By turns, so that what else the machine does falls on both."""
    backend = Backend()
    plain, look = list[Round](), list[Round]()
    for number in range(rounds + WARM):
        for costs, switch in ((plain, _take_back), (look, _publish)):
            switch(customer)
            for path in paths:
                get_page(client, path)  # what a look's first page makes is kept for the next
            if number >= WARM:
                costs.append(one_round(client, backend, paths))
            else:
                one_round(client, backend, paths)
    return Looked(name, least_of(plain), least_of(look))


def _take_back(customer: Customer) -> None:
    take_back_profile(actor=SYSTEM, owner=customer)


def _publish(customer: Customer) -> None:
    details = ProfileDetails(
        brand_colour="#FFC400", header_colour="#14211F", welcome_title="Välkommen"
    )
    actor: Actor = SYSTEM
    draft = save_draft(actor=actor, owner=customer, details=details, stamp=_stamp(customer))
    publish_profile(actor=actor, owner=customer, stamp=draft.stamp)


def _stamp(customer: Customer) -> str:
    draft = customer.profiles.filter(state="draft").first()
    return draft.stamp if draft else ""
