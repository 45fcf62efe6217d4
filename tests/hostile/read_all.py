"""Reads the named files one after another, in a small process of its own, and says how it went.

Prints one JSON value a file: name, seconds, sentence of the refusal, headings, rows; last what
the process and its largest child took (kilobytes), and how many connections were tried, which
is known where the process has an empty network of its own.
"""

import json
import resource
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from core.exchange.errors import ExchangeError
from core.exchange.reader import stream_rows


def read(path: str) -> dict[str, Any]:
    before = time.monotonic()
    sentence, headings, rows, narrow = "", 0, 0, 0
    try:
        with stream_rows(path) as (head, found):
            headings = len(head.headings)
            for row in found:
                rows += 1
                narrow += len(row.cells) < headings
    except ExchangeError as refusal:
        sentence = str(refusal)
    return {
        "name": Path(path).name,
        "seconds": time.monotonic() - before,
        "sentence": sentence,
        "headings": headings,
        "rows": rows,
        "narrow": narrow,
        "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }


def largest_so_far() -> int:
    """Of this process alone; `getrusage` counts also what it was before it became this program."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def connections_tried() -> int:
    """Where there is no way out, the system counts everybody who looked for one."""
    lines = Path("/proc/net/snmp").read_text(encoding="ascii").splitlines()
    names, counts = [line.split() for line in lines if line.startswith("Ip:")]
    return int(counts[names.index("OutNoRoutes")])


def main(paths: list[str]) -> None:
    settings.configure(USE_I18N=False)
    for path in paths:
        sys.stdout.write(json.dumps(read(path)) + "\n")
    tried = connections_tried()
    with socket.socket() as probe:
        probe.settimeout(0)
        probe.connect_ex(("192.0.2.1", 9))
    last = {
        "self": largest_so_far(),
        "tried": tried,
        "would_show": connections_tried() == tried + 1,
    }
    sys.stdout.write(json.dumps(last) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
