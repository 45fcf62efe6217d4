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

    A workbook of 200 000 rows × 15 columns needs 270 MB and 4 s; text is read as it streams and
    needs no more than 30 MB however long it is. `line_bytes` is what we take from the reading
    process at a time: its word is not trusted either.
    """

    file_bytes: int = 64 * MEGABYTE
    unpacked_bytes: int = 512 * MEGABYTE
    zip_entries: int = 2_000
    rows: int = 300_000
    columns: int = 300
    cell_characters: int = 100_000
    memory: int = 512 * MEGABYTE
    line_bytes: int = 64 * MEGABYTE
    cpu_seconds: int = 18
    waiting_seconds: int = 19

    def to_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, int]) -> Self:
        return cls(**{field.name: stored[field.name] for field in fields(cls)})
