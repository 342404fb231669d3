"""Run dbt, which turns the landing into figures, facts and the audit.

What did not change since the last build is kept, what did is worked out in slices, each a small
build by itself; so memory is bounded, and from scratch or step by step the tables are the same.

dbt runs in a process of its own: it prints as it likes, and takes seconds to load. That process
reports over a pipe, one JSON object per line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from yujuesuan.build import slices
from yujuesuan.errors import BuildFailedError
from yujuesuan.workspace import ROOT, Workspace

Progress = Callable[[int, int], None]


def run(workspace: Workspace, progress: Progress, *, afresh: bool = False) -> None:
    """Bring the warehouse of a workspace up to the landing; `afresh` keeps nothing of it.

    `progress` is told how many of how many nodes are done. The landing must be closed. Whenever it
    ends, the warehouse is one that a later run can go on from.

    Raises BuildFailedError with the failing models and tests.
    """
    if afresh:
        slices.discard(workspace.warehouse)
    failures: list[str] = []
    finished = False
    for message in _messages(workspace):
        match message:
            case {"done": int(done), "of": int(total)}:
                progress(done, total)
            case {"failure": str(failure)}:
                failures.append(failure)
            case {"finished": bool(finished)}:
                pass
    if failures or not finished:
        raise BuildFailedError(
            "the models could not be built",
            failures or ["dbt ended without a word", f"see {workspace.noise}"],
        )


def _messages(workspace: Workspace) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-m", "yujuesuan.build.warehouse", str(workspace.folder.absolute())],
        stdout=subprocess.PIPE,
        # Ours alone: it ends when this process does, however that happens.
        stdin=subprocess.PIPE,
        env=environment(workspace),
        encoding="utf-8",
    )
    with process:
        try:
            for line in process.stdout or ():
                yield json.loads(line)
        except BaseException:
            process.kill()
            raise


def environment(workspace: Workspace) -> dict[str, str]:
    """Return the environment in which dbt works on a workspace.

    Paths are absolute: dbt resolves relative ones against the current directory.
    """
    search = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "YUJUESUAN_LANDING": str(workspace.landing.absolute()),
        "YUJUESUAN_WAREHOUSE": str(workspace.warehouse.absolute()),
        "DBT_TARGET_PATH": str(workspace.target.absolute()),
        "DBT_LOG_PATH": str((workspace.folder / "logs").absolute()),
        "DBT_PROJECT_DIR": str(ROOT),
        "DBT_PROFILES_DIR": str(ROOT),
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONUTF8": "1",
    }


def docs_page(workspace: Workspace) -> Path:
    """Return the one-file page that dbt's documentation is."""
    return workspace.target / "static_index.html"


def manifest(workspace: Workspace) -> Any:
    """Return what dbt wrote about the models of a workspace when it was last run."""
    return json.loads((workspace.target / "manifest.json").read_text(encoding="utf-8"))
