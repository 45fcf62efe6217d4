"""`manage.py verify`: every static gate, a line each. What a reviewer need not look for."""

import os
import secrets
import subprocess
import sys
import time
from argparse import REMAINDER
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.postgres_paths import CHECKOUT
from config.translations import extracted_texts, problems

Gate = Callable[[], list[str]]  # what it complains of; nothing when all is well


@dataclass(frozen=True)
class Program:
    """A gate that is a program: it fails when the exit code is not 0."""

    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self) -> list[str]:
        result = subprocess.run(
            self.command,
            cwd=CHECKOUT,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return [] if result.returncode == 0 else result.stdout.splitlines() or ["no output"]


class Command(BaseCommand):
    help = (
        "Run the static gates: style, types, layers, migrations, translations, templates, deploy."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("only", nargs=REMAINDER, help="names of gates; all when none is given")

    def handle(self, *args: Any, **options: Any) -> None:
        only: list[str] = options["only"]
        chosen = {name: gate for name, gate in gates().items() if not only or name in only}
        if not run_gates(chosen, self.stdout.write):
            sys.exit(1)


def run_gates(chosen: dict[str, Gate], say: Callable[[str], object]) -> bool:
    """A line for each gate, and what it complains of; True when none does."""
    all_good = True
    for name, gate in chosen.items():
        started = time.monotonic()
        complaints = gate()
        verdict = "FAILED" if complaints else "ok"
        say(f"{name:<13} {verdict:<6} {time.monotonic() - started:6.1f} s")
        for line in complaints:
            say(f"    {line}")
        sys.stdout.flush()
        all_good = all_good and not complaints
    return all_good


def gates() -> dict[str, Gate]:
    programs = os.path.dirname(sys.executable)
    manage = (sys.executable, "manage.py")
    return {
        "lint": Program((f"{programs}/ruff", "check", ".")),
        "format": Program((f"{programs}/ruff", "format", "--check", ".")),
        "types": Program((f"{programs}/mypy", "--strict", ".")),
        "layers": Program((f"{programs}/lint-imports",)),
        "migrations": Program((*manage, "makemigrations", "--check", "--dry-run")),
        "translations": _translations,
        "templates": _templates,
        "deploy": Program(
            (*manage, "check", "--deploy", "--fail-level", "WARNING"),
            {
                "DJANGO_SETTINGS_MODULE": "config.settings.production",
                "SECRET_KEY": secrets.token_urlsafe(60),
                "DATABASE_URL": "postgres://attest@db.example.com/attest",
                "EMAIL_URL": "smtp://mail.example.com",
                "ALLOWED_HOSTS": "shop.example.com",
                "SITE_URL": "https://shop.example.com",
            },
        ),
    }


def _translations() -> list[str]:
    try:
        return problems(wanted=extracted_texts())
    except RuntimeError as error:  # gettext is not installed, or a template does not parse
        return str(error).splitlines()


def _templates() -> list[str]:
    files = [str(path) for path in sorted((CHECKOUT / "templates").rglob("*.html"))]
    if not files:
        return []
    djade = os.path.join(os.path.dirname(sys.executable), "djade")
    return Program((djade, "--check", "--target-version", "5.2", *files))()
