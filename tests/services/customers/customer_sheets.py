"""A sheet of customers through upload, plan, apply and undo, as Stina does it."""

from pathlib import Path

from core.imports.rows import rows_of
from customers.services.import_customers import CustomerImport
from tests.imports import Planned, apply_file, plan_file, undo_import
from tests.world import World

HEADINGS = ("Kundnummer", "Företag", "Kundgrupp", "Kundrabatt", "Kreditgräns", "Betalningsdagar")
TABLES = ("customers.Customer", "customers.Customer_further_groups")


def plan(world: World, path: Path) -> Planned:
    return plan_file(CustomerImport, path, actor=world.actor(world.stina))


def apply(world: World, path: Path) -> Planned:
    return apply_file(CustomerImport, path, actor=world.actor(world.stina))


def undo(world: World, applied: Planned) -> Planned:
    return undo_import(CustomerImport, applied, actor=world.actor(world.stina))


def kept(undone: Planned) -> dict[str, str]:
    return {row.label.split(" · ")[0]: row.kept_because for row in rows_of(undone.job, kept=True)}
