"""How large the shop of the back office's benchmark is."""

import hashlib
from dataclasses import dataclass

from config.postgres_paths import CHECKOUT

CUSTOMERS = 20_000
USERS_EACH = 5
_GROUPS_IN_A_HUNDRED, _ORDERS_EACH = 12, 50
# A database filled by other code than today's is not used again.
_DECIDES = (
    *("benchmarks/back_office_[sow]*.py", "benchmarks/goods.py", "benchmarks/loading.py"),
    "*/migrations/*.py",
)


@dataclass(frozen=True)
class Shop:
    """How much there is of everything, for so many customers."""

    customers: int = CUSTOMERS

    @property
    def groups(self) -> int:
        return max(20, self.customers * _GROUPS_IN_A_HUNDRED // 100)

    @property
    def users(self) -> int:
        return self.customers * USERS_EACH

    @property
    def orders(self) -> int:
        return self.customers * _ORDERS_EACH

    @property
    def recipe(self) -> str:
        """Says what a kept database holds, so that it is used again only for the same."""
        digest = hashlib.sha256()
        for pattern in _DECIDES:
            for path in sorted(CHECKOUT.glob(pattern)):
                digest.update(path.read_bytes())
        return f"back office of {self.customers} customers by {digest.hexdigest()[:20]}"

    def __str__(self) -> str:
        return (
            f"{self.groups} groups, {self.customers} customers, {self.users} users,"
            f" {self.orders} orders"
        )
