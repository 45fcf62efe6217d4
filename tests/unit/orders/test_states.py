"""An order moves only as the table says; every other move is refused with a sentence."""

import itertools

import pytest
from django.utils import translation

from core.reasons import ALLOWED
from orders.states import (
    FINAL_STATUSES,
    SALE_STATUSES,
    TRANSITIONS,
    IllegalTransition,
    OrderEventKind,
    OrderStatus,
    first_status,
    may_happen,
    next_status,
)

MOVES = {
    ("awaiting_approval", "approved"): "unprocessed",
    ("awaiting_approval", "rejected"): "rejected",
    ("awaiting_approval", "withdrawn"): "withdrawn",
    ("awaiting_approval", "cancelled"): "cancelled",
    ("unprocessed", "processing_started"): "processing",
    ("unprocessed", "cancelled"): "cancelled",
    ("processing", "shipped"): "shipped",
    ("processing", "cancelled"): "cancelled",
    ("shipped", "completed"): "completed",
}
STAYS = {
    ("awaiting_approval", "step_approved"),
    ("awaiting_approval", "changed"),
    ("awaiting_approval", "reassigned"),
    ("awaiting_approval", "passed_on"),
    ("awaiting_approval", "asked"),
    ("awaiting_approval", "answered"),
    ("completed", "credited"),  # its money goes back, the order stays
}


@pytest.mark.parametrize(("status", "event"), list(itertools.product(OrderStatus, OrderEventKind)))
def test_each_move_is_as_agreed_and_no_other_exists(
    status: OrderStatus, event: OrderEventKind
) -> None:
    key = (status.value, event.value)
    if key in MOVES:
        assert next_status(status, event) == MOVES[key]
        assert may_happen(status, event) == ALLOWED
    elif key in STAYS:
        assert next_status(status, event) is status
    else:
        with pytest.raises(IllegalTransition) as refusal:
            next_status(status, event)
        assert may_happen(status, event) == refusal.value.verdict
        assert not may_happen(status, event)
        assert "%(" not in str(refusal.value.reason)


def test_an_order_that_nobody_must_approve_starts_unprocessed() -> None:
    assert first_status(waits=False) is OrderStatus.UNPROCESSED
    assert first_status(waits=True) is OrderStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("status", sorted(FINAL_STATUSES))
def test_nothing_moves_a_finished_order(status: OrderStatus) -> None:
    assert {TRANSITIONS.get((status, event), status) for event in OrderEventKind} == {status}


def test_every_status_that_is_not_final_has_a_way_on() -> None:
    assert {status for status, event in TRANSITIONS} | FINAL_STATUSES == set(OrderStatus)


def test_a_sale_is_counted_from_unprocessed_on_and_not_when_cancelled() -> None:
    assert {"unprocessed", "processing", "shipped", "completed"} == SALE_STATUSES


def test_an_approved_order_cannot_be_rejected_and_the_page_can_say_why() -> None:
    with pytest.raises(IllegalTransition) as refusal:
        next_status("unprocessed", "rejected")
    with translation.override("en"):
        assert str(refusal.value.reason) == (
            "The order can no longer be rejected. It is: Unprocessed."
        )


def test_an_unknown_status_is_a_programming_error_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="paid"):
        next_status("paid", OrderEventKind.SHIPPED)
