"""Jobs about orders."""

from procrastinate.contrib.django import app

from orders.services import rerouting


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="orders.reroute", name="orders.reroute")
def reroute(timestamp: int) -> None:
    """Every minute: no order waits for somebody who can no longer decide."""
    rerouting.reroute_broken()
