"""The process that stops the embedded PostgreSQL when nobody uses it any more.

Run as a script by `config.embedded_postgres`, with the standard library alone. Its standard input
is the watcher's own lock, so that there is never more than one. It sleeps until the last process
that holds the users' lock is gone, however that one ended, `kill -9` included.
"""

import fcntl
import json
import os
import subprocess
import sys


def main(*, users_lock: str, stop_command: list[str], user: int | None, group: int | None) -> None:
    descriptor = os.open(users_lock, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    subprocess.run(
        stop_command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        check=False,
    )
    # Its own lock (standard input) first: a process that is then let in must see no watcher.
    os.close(0)
    os.close(descriptor)


if __name__ == "__main__":
    # The first process ends at once, so that the starter has no child to wait for.
    if os.fork() == 0:
        main(**json.loads(sys.argv[1]))
