"""Finds the files nobody here wrote, which lie beside the checkout and not in it."""

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parents[1]


def shared_data(path: str) -> Path:
    """A file or folder of `../shared/data` (or of ATTEST_SHARED_DATA).

    Without it the test is skipped on a developer's machine, and fails where ATTEST_REQUIRE_ALL=1
    says that nothing may be left out.
    """
    root = Path(os.environ.get("ATTEST_SHARED_DATA") or _CHECKOUT.parent / "shared" / "data")
    found = root / path
    if found.exists():
        return found
    message = (
        f"{found} is not here. Set ATTEST_SHARED_DATA to the folder that holds the test data; "
        "the other tests do without it."
    )
    if os.environ.get("ATTEST_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)
