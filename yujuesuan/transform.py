"""Run dbt, which turns the landing into figures, facts and the audit.

dbt runs in a process of its own: it keeps the warehouse file locked until its process ends, and
prints as it likes. That process reports over a pipe, one JSON object per line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from yujuesuan.errors import BuildFailedError
from yujuesuan.workspace import ROOT, Workspace

Progress = Callable[[int, int], None]


def run(workspace: Workspace, progress: Progress) -> None:
    """Build the warehouse of a workspace anew, with dbt's own documentation.

    `progress` is told how many of how many nodes are done. The landing must be closed.

    Raises BuildFailedError with the failing models and tests.
    """
    # From nothing: a table whose model is gone would otherwise live on into the release.
    for leftover in workspace.folder.glob(f"{workspace.warehouse.name}*"):
        leftover.unlink()
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
    process = subprocess.Popen(
        [sys.executable, "-m", "yujuesuan.transform"],
        stdout=subprocess.PIPE,
        # Ours alone: it ends when this process does, however that happens.
        stdin=subprocess.PIPE,
        env=_environment(workspace),
        encoding="utf-8",
    )
    with process:
        assert process.stdout is not None  # noqa: S101 - a pipe
        try:
            for line in process.stdout:
                yield json.loads(line)
        except BaseException:
            process.kill()
            raise


def _environment(workspace: Workspace) -> dict[str, str]:
    """Give dbt absolute paths: it resolves relative ones against the current directory."""
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


# ---------------------------------------------------------------- in the process of its own


def main() -> None:
    """Run `dbt build` and `dbt docs generate`, reporting over what was stdout."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - the parent must not load dbt

    # Parsed once for both: parsing is a good part of a small build.
    parsed: Any = dbtRunner().invoke(["--quiet", "parse"])
    failures = list(_failures(parsed))
    for command in (["build"], ["docs", "generate", "--static"]):
        if not failures:
            runner = dbtRunner(manifest=parsed.result, callbacks=[_reporter(pipe)])
            failures = list(_failures(runner.invoke(["--quiet", *command])))
    for failure in failures:
        _say(pipe, failure=failure)
    _say(pipe, finished=not failures)


def _end_with_parent() -> None:
    """End at once when nobody is left to report to: an orphan would hold the warehouse open."""
    os.read(0, 1)
    os._exit(1)


def _reporter(pipe: TextIO) -> Callable[[Any], None]:
    """Count the nodes that dbt says it has finished."""

    def hear(event: Any) -> None:
        if event.info.name in {"LogModelResult", "LogSeedResult"}:
            _say(pipe, done=event.data.index, of=event.data.total)
        elif event.info.name == "LogTestResult":
            _say(pipe, done=event.data.index, of=event.data.num_models)

    return hear


def _failures(answer: Any) -> Iterator[str]:
    """Name every node that failed, with dbt's message on one line."""
    if answer.exception:
        yield _one_line(str(answer.exception))
    for result in getattr(answer.result, "results", None) or ():
        if result.status in {"error", "fail", "runtime error"}:
            where = result.node.original_file_path
            # dbt's first line names the node once more.
            message = (result.message or "").partition(f"({where})")[2] or result.message
            yield f"{result.node.name} ({where}): {_one_line(message or 'failed')}"
    if not answer.success and not answer.exception and not getattr(answer.result, "results", None):
        yield "dbt failed"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:600]


def _say(pipe: TextIO, **message: object) -> None:
    print(json.dumps(message, ensure_ascii=False), file=pipe)


def docs_page(workspace: Workspace) -> Path:
    """Return the one-file page that dbt's documentation is."""
    return workspace.target / "static_index.html"


if __name__ == "__main__":
    main()
