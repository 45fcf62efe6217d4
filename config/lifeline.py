"""How a child of the demo ends when the demo does, even by `kill -9`.

A child's standard input is a pipe that only the demo has the other end of. When the demo is gone,
however it ended, the kernel closes that end and reading here returns.
"""

import os
import signal
import threading
import time

GRACE_SECONDS = 3


def end_with_parent(gentle: signal.Signals) -> None:
    """Send `gentle` to this process when the demo is gone, and SIGKILL if that did not help."""
    threading.Thread(target=_wait, args=(gentle,), name="lifeline", daemon=True).start()


def _wait(gentle: signal.Signals) -> None:
    while os.read(0, 1):
        pass  # nobody writes; only the end of the pipe says something
    os.kill(os.getpid(), gentle)
    time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
