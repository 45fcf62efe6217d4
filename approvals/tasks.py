"""Jobs about approval. One job = one service call."""

from procrastinate.contrib.django import app

from approvals.services import checking


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="approvals.check_chains", name="approvals.check_chains")
def check_chains(timestamp: int) -> None:
    """Every night: chains that no longer work are told to those who can mend them."""
    checking.check_all()
