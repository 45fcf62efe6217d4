"""What the component sheet shows: one example of every state of every piece."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace as Fact
from typing import Any

from django import forms
from django.test import RequestFactory

from core.templatetags.look import PICTOGRAMS
from shop.cards import Card, PriceShown


class SheetForm(forms.Form):
    break_point = forms.DecimalField(min_value=0, help_text="Per order, with shipping.")
    address = forms.CharField(required=False)
    period = forms.ChoiceField(choices=[("m", "a month"), ("y", "a year")])
    message = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)
    free_text = forms.BooleanField(required=False)
    payment = forms.ChoiceField(
        choices=[("a", "On account"), ("b", "Card")], widget=forms.RadioSelect
    )


def price(**changes: Any) -> PriceShown:
    facts = {"unit_net": Decimal("1301.04"), "unit_gross": Decimal("1626.30")}
    return PriceShown(**facts | changes)


def _step(label: str, outcome: str, amount: str = "", text: str = "", note: str = "") -> Fact:
    value = Decimal(amount) if amount else None
    return Fact(label=label, outcome=outcome, amount=value, text=text, note=note)


STEPS = [
    _step("List price", "applied", "1590"),
    _step("Agreement price", "tried", note="The agreement has no price row for the article."),
    _step("Group price from 10", "applied", "1390", note="Norrviks kommun, list NK-24"),
    _step("Price level from 25", "tried", text="not reached", note="13 more needed"),
    _step("Your price each", "result", "1301.04", note="Rounded once, to the whole öre"),
]


def _person(name: str, state: str, note: str, over: int | None = None) -> Fact:
    value = None if over is None else Decimal(over)
    return Fact(name=name, state=state, note=note, over=value, tint="", known_as=name)


PEOPLE = [
    _person("Nora Lindqvist", "you", "Your break point is 5 000,00 kr.", 5000),
    _person("Ali Haddad", "now", "Next in the chain.", 20000),
    _person("Greta Sandström", "to_come", "No ceiling, so her yes is enough."),
    _person("Kontorsgrossen", "seller", "Receives the order"),
]
PEOPLE_LATER = [
    _person("Nora Lindqvist", "done", "sent it"),
    _person("Karin Holm", "broken", "Inactive since 3 Oct"),
    _person("Kontorsgrossen", "seller", "Receives the order"),
    _person("Greta Sandström", "not_needed", "Not needed"),
]


def _product(place: int, name: str, drawing: str) -> Card:
    return Card(
        name=name,
        url="/p/x/",
        image_url="",
        drawing=drawing,
        tint="",
        sku="ND-4012",
        facts="5 ports",
        stock_state=("in", "few", "none")[place % 3],
        stock_text="86 in stock",
        is_agreement=place % 2 == 0,
        price=price(next_quantity=10, next_net=Decimal("1235.52")),
        why_url="#why",
        can_add=True,
        must_log_in=False,
        choose_url="",
        variant_id=place,
        pack_size=1,
    )


def _order(number: str, status: str, label: str, value: str, *, late: bool = False) -> Fact:
    return Fact(
        number=number,
        status=status,
        label=label,
        customer="Barn och utbildning",
        day="27 Nov",
        late=late,
        value=Decimal(value),
    )


def _change(number: int, action: str, label: str, **rest: Any) -> Fact:
    facts: dict[str, Any] = dict.fromkeys(
        ("key", "name", "what", "old", "new", "reason", "detail"), ""
    )
    facts |= {"change": None, "is_big": False}
    return Fact(number=number, action=action, action_label=label, **facts | rest)


def _lists() -> dict[str, Any]:
    return {
        "chips": [Fact(label="Status: unprocessed", remove_url="?")],
        "selects": [
            Fact(name="customer", label="Customer", options=[("1", "Solhaga Vård")], value="")
        ],
        "tabs": [
            Fact(label="To process", url="#t", count=37, is_current=True),
            Fact(label="All", url="#a", count=None, is_current=False),
        ],
        "menu_items": [
            Fact(label="Open", url="#o", icon="eye", method="get", danger=False),
            Fact(label="Start", url="#s", icon="arrow-repeat", method="post", danger=False),
            Fact(label="Cancel order…", url="#c", icon="slash-circle", method="get", danger=True),
        ],
        "rows": [
            _order("104889", "unprocessed", "Unprocessed", "3120"),
            _order("104883", "processing", "Processing", "27311.98", late=True),
        ],
        "changes": [
            _change(
                2, "update", "Update", key="ND", old="1", new="2", change=Decimal(38), is_big=True
            ),
            _change(4, "create", "Create", key="ND", new="1 240,00"),
            _change(9, "refused", "Refused", key="CB", reason="No such article.", detail="B"),
        ],
        "actions": [Fact(label="Start processing", name="do", value="start", icon="arrow-repeat")],
    }


def _amounts() -> dict[str, Any]:
    return {
        "price": price(),
        "price_list": price(list_net=Decimal(1590), saving_net=Decimal("288.96")),
        "price_login": price(state="log_in"),
        "price_ask": price(state="ask"),
        "price_changed": price(was_net=Decimal(1290)),
        "amount": Decimal(60000),
        "used": Decimal(21300),
        "reserved": Decimal(8450),
        "order": Decimal("24211.48"),
        "big": Decimal("34211.48"),
        "value": Decimal("24211.48"),
        "bands": [(Decimal(5000), "You"), (Decimal(20000), "Ali"), (None, "Ali and Greta")],
        "counts": [0, 4, 1, 3, 7, 1, 1, 4, 1, 1, 2, 8],
    }


def sheet_context(theme: str) -> dict[str, Any]:
    """Everything templates/components/_sheet.html takes."""
    form = SheetForm({"break_point": "-500", "period": "m", "payment": "a"})
    placed = datetime(2026, 11, 26, 10, 20, tzinfo=UTC)
    names = (("Dock Nordock Pro 14", "dock"), ("Headset Lyra", "headset"), ("Mouse", "mouse"))
    return {
        **_lists(),
        **_amounts(),
        "request": RequestFactory().get("/c/it/tillbehor/"),
        "user_theme": theme,
        "form": form,
        "steps": STEPS,
        "people": PEOPLE,
        "people2": PEOPLE_LATER,
        "products": [_product(place, *pair) for place, pair in enumerate(names)],
        "pictograms": sorted(PICTOGRAMS),
        "statuses": [("awaiting", "Awaiting approval"), ("shipped", "Shipped")],
        "wizard": [
            Fact(label="File", state="done", url="#1"),
            Fact(label="Review", state="now", url=""),
            Fact(label="Check", state="failed", url=""),
            Fact(label="Apply", state="to_come", url=""),
        ],
        "routines": [
            Fact(
                text="Notify the caretaker.",
                document_name="Routine.pdf",
                document_url="#d",
                owner="Norrviks kommun",
                updated="3 Oct by Sam Öst",
            )
        ],
        "events": [
            Fact(label="Placed", who="Nora", at=placed, note="", outcome="applied"),
            Fact(label="Approved", who="Ali", at=placed, note="Fine by me", outcome="ok"),
        ],
        "address": Fact(name="Strandskolan", street="Hamngatan 14", postal_code="531 32"),
    }
