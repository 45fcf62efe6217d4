"""Jobs of the core: the outbox, what a dead worker left, and files that are kept no longer."""

from procrastinate.contrib.django import app

from core import mail
from core.old_files import remove_old_files as remove_files

DEAD_AFTER_SECONDS = 60


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="core.send_mail", name="core.send_mail", pass_context=False)
def send_mail(timestamp: int) -> None:
    """Every five seconds: send what waits, retry what failed. Idempotent, safe to kill."""
    mail.send_due()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="core.retry_stalled", name="core.retry_stalled", pass_context=False)
async def retry_stalled(timestamp: int) -> None:
    """Every minute: jobs whose worker was killed go back in the queue. Every job bears that."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="core.remove_old_files", name="core.remove_old_files", pass_context=False)
def remove_old_files(timestamp: int) -> None:
    """Every night: spreadsheets that came in or went out more than ninety days ago."""
    remove_files()
