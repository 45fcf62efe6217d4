"""How much a spreadsheet may cost us. The reading process is held to these by the system."""

from dataclasses import asdict, dataclass, fields
from typing import Self

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one file may take. Sizes in bytes, times in seconds.

    `memory` is the address space of the reading process. `cpu_seconds` is its own work;
    `waiting_seconds` is how long we wait for it in all, not counting what the caller does
    with the rows in between, so a slow plan never makes a healthy file fail.
    """

    file_bytes: int = 64 * MEGABYTE
    unpacked_bytes: int = 512 * MEGABYTE
    zip_entries: int = 2_000
    rows: int = 300_000
    columns: int = 300
    cell_characters: int = 100_000
    memory: int = 1024 * MEGABYTE
    cpu_seconds: int = 60
    waiting_seconds: int = 90

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, int]) -> Self:
        return cls(**{field.name: stored[field.name] for field in fields(cls)})
