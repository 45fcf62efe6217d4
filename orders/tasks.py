"""Jobs about orders."""

from procrastinate.contrib.django import app

from orders.services import absences, near_limits, reminding, rerouting


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="orders.reroute", name="orders.reroute")
def reroute(timestamp: int) -> None:
    """Every minute: no order waits for somebody who can no longer decide."""
    rerouting.reroute_broken()


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="orders.absences", name="orders.absences")
def heed_absences(timestamp: int) -> None:
    """Every hour: absences begin and end at the shop's midnight, wherever the worker runs."""
    absences.heed_absences()


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="orders.remind", name="orders.remind")
def remind(timestamp: int) -> None:
    """Every hour: approvers are reminded of what has waited for days, then it is passed on."""
    reminding.remind_and_pass_on()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="orders.near-limits", name="orders.near-limits")
def count_near_limits(timestamp: int) -> None:
    """Every ten minutes: the dashboard's limits nearly reached."""
    near_limits.count_near_limits()
