"""Who can log in to the demo world. A public interface: never change an address or the password."""

DEMO_PASSWORD = "attest-demo-2026"  # noqa: S105 - exists in the demo world only, and is printed

DEMO_LOGINS: list[tuple[str, str]] = [
    ("nora@example.com", "buyer"),
    ("ali@example.com", "approver"),
    ("greta@example.com", "group administrator"),
    ("otto@example.com", "buyer in another group"),
    ("sam@example.com", "sales staff"),
    ("stina@example.com", "staff administrator"),
]
