"""Keep what libraries write to stderr away from the person at the terminal.

DuckDB's bindings, camelot, Great Expectations and dbt all write there, from worker processes and
even while Python shuts down, so the file descriptor itself is diverted, for good.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO


def divert_stderr(log: Path | None = None) -> TextIO:
    """Send everything written to stderr from now on into `log`; return the real stderr.

    Without a log it is thrown away. Processes started later inherit this.
    """
    sys.stderr.flush()
    ours = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    sink = os.open(log or os.devnull, flags, 0o644)
    os.dup2(sink, 2)
    os.close(sink)
    return ours
