"""Keep a second run out of a folder, and say who is in it.

The kernel holds the lock and lets go of it when the process ends, however it ends: a dead run's
lock needs nobody. Who holds it stands in a file beside it, which is read only while it is held.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from yujuesuan.errors import UsageError


@contextmanager
def held(lock: Path, folder: Path) -> Iterator[None]:
    """Hold a lock file for a folder.

    Raises UsageError at once if another run holds it: its process, machine, start and command.
    """
    holder = lock.with_suffix(".holder.json")
    try:
        with FileLock(lock, timeout=0):
            _write(holder)
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except Timeout:
        raise UsageError(
            f"another build is at work in {folder}",
            [_who(holder), "wait for it, or name another folder"],
        ) from None


def _write(holder: Path) -> None:
    content = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
        "command": shlex.join(["yujuesuan", *sys.argv[1:]]),
    }
    # Moved into place: whoever reads it reads all of it.
    new = holder.with_suffix(".new")
    new.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    new.replace(holder)


def _who(holder: Path) -> str:
    try:
        content = json.loads(holder.read_text(encoding="utf-8"))
        return "process {pid} on {host}, since {since}: {command}".format(**content)
    except (OSError, ValueError, KeyError):
        return "it has only just begun, and has not said who it is"
