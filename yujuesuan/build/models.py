"""Run dbt, which turns the landing into figures, facts and the audit.

What did not change since the last build is kept, what did is worked out in slices, each a small
build by itself; so memory is bounded, and from scratch or step by step the tables are the same.

dbt runs in a process of its own: it prints as it likes, and takes seconds to load. That process
reports over a pipe, one JSON object per line.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from yujuesuan.build import slices
from yujuesuan.build.slices import Fingerprints
from yujuesuan.errors import BuildFailedError
from yujuesuan.words import one_line
from yujuesuan.workspace import ROOT, Workspace

Progress = Callable[[int, int], None]

# Documents worked out at a time. More need more memory; fewer, more starts of the same models.
SLICE = 500
# The variable by which tests make slices of few documents.
SLICE_VARIABLE = "YUJUESUAN_SLICE"
ALL_DOCUMENTS = f"tag:{slices.CORPUS}"
MODELS, TESTS = "resource_type:model", "resource_type:test"
UNIT_TESTS = "resource_type:unit_test"
# Of a message of dbt, so many letters.
MESSAGE = 600
# How many parts a run of dbt counts for in the progress.
PARTS = 100


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
        [sys.executable, "-m", "yujuesuan.build.models", str(workspace.folder.absolute())],
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


# ---------------------------------------------------------------- in the process of its own


class _FailedError(Exception):
    """Nodes failed; the arguments name them."""


def main(folder: Path) -> None:
    """Build the warehouse of the workspace in a folder, reporting over what was stdout."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pipe = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    failures: Collection[str] = ()
    try:
        _build(Workspace(folder), pipe)
    except _FailedError as failed:
        failures = failed.args
    for failure in failures:
        _say(pipe, failure=failure)
    _say(pipe, finished=not failures)


def _end_with_parent() -> None:
    """End at once when nobody is left to report to: an orphan would hold the warehouse open."""
    os.read(0, 1)
    os._exit(1)


def _build(whole: Workspace, pipe: TextIO) -> None:
    present = slices.present(whole.landing)
    # The page stands for what else dbt writes when it begins from nothing.
    held = slices.held(whole.warehouse) if docs_page(whole).exists() else {}
    piece = Workspace(whole.folder / "slice")
    dbt = _Dbt(pipe)
    if present.items() & held.items():
        _go_on(dbt, whole, piece, present, held)
    else:
        _begin(dbt, whole, piece, present)
    shutil.rmtree(piece.folder, ignore_errors=True)


def _begin(dbt: _Dbt, whole: Workspace, piece: Workspace, present: Fingerprints) -> None:
    """Build from nothing; the first slice with every test and the documentation."""
    slices.discard(whole.warehouse)
    groups = [set(present)]
    if len(present) > _size():
        slices.cut(whole, present.keys(), piece)
        dbt.run(piece, "build", "--select", "+int_body_keys", "--exclude", TESTS, UNIT_TESTS)
        groups = slices.bodies(slices.shared_names(piece.warehouse))
    first, *rest = slices.packed(groups, _size())
    slices.cut(whole, first, piece)
    dbt.run(piece, "build")
    dbt.run(piece, "docs", "generate", "--static")
    slices.begin(whole.warehouse, piece.warehouse, {key: present[key] for key in first})
    if rest:
        slices.drop(whole.warehouse, (), dbt.kept)
        _add(dbt, whole, piece, present, rest)


def _go_on(
    dbt: _Dbt, whole: Workspace, piece: Workspace, present: Fingerprints, held: Fingerprints
) -> None:
    """Work out again the bodies of which a document came, changed or went."""
    changed = {key for key, fingerprint in present.items() if held.get(key) != fingerprint}
    names = slices.shared_names(whole.warehouse)
    if changed:
        slices.cut(whole, changed, piece)
        dbt.run(piece, "run", "--select", "+int_body_keys")
        names = slices.shared_names(whole.warehouse, piece.warehouse)
    differing = changed | (held.keys() - present.keys())
    touched = [body for body in slices.bodies(names) if not body.isdisjoint(differing)]
    # Should this run break off, the next one finds them missing: all of a body or nothing.
    slices.drop(whole.warehouse, set().union(*touched), dbt.kept)
    remaining = (body & present.keys() for body in touched)
    _add(dbt, whole, piece, present, list(slices.packed(remaining, _size())))


def _add(
    dbt: _Dbt,
    whole: Workspace,
    piece: Workspace,
    present: Fingerprints,
    waiting: Sequence[Sequence[str]],
) -> None:
    """Work out slice by slice, put each into the warehouse, then look at all documents."""
    dbt.steps += len(waiting)
    for documents in waiting:
        slices.cut(whole, documents, piece)
        dbt.run(piece, "build", "--select", MODELS, "--exclude", ALL_DOCUMENTS, UNIT_TESTS)
        noted = {key: present[key] for key in documents}
        slices.add(whole.warehouse, piece.warehouse, noted, dbt.kept)
    dbt.run(whole, "build", "--select", ALL_DOCUMENTS, "--exclude", UNIT_TESTS)


def _size() -> int:
    return int(os.environ.get(SLICE_VARIABLE, SLICE))


class _Dbt:
    """dbt, run again and again on one set of models, each time on another workspace."""

    def __init__(self, pipe: TextIO) -> None:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
        from dbt.cli.main import dbtRunner

        self.steps = 3
        self._pipe, self._runner, self._connections = pipe, dbtRunner, DuckDBConnectionManager
        self._step = 0
        parsed: Any = dbtRunner().invoke(["--quiet", "parse"])
        if failures := list(_failures(parsed)):
            raise _FailedError(*failures)
        self._parsed = parsed.result
        self.kept = slices.kept_tables(parsed.result.nodes)

    def run(self, place: Workspace, *command: str) -> None:
        """Run a command on the landing and the warehouse of a workspace.

        Raises _FailedError with the nodes that failed.
        """
        os.environ["YUJUESUAN_LANDING"] = str(place.landing)
        os.environ["YUJUESUAN_WAREHOUSE"] = str(place.warehouse)
        runner = self._runner(manifest=self._parsed, callbacks=[self._hear])
        failures = list(_failures(runner.invoke(["--quiet", *command])))
        # Else dbt would hold the files until its process ends.
        self._connections.close_all_connections()  # type: ignore[no-untyped-call]
        gc.collect()
        if failures:
            raise _FailedError(*failures)
        self._step += 1

    def _hear(self, event: Any) -> None:
        """Count the nodes that dbt says it has finished, as parts of the steps there will be."""
        if event.info.name in {"LogModelResult", "LogSeedResult"}:
            of = event.data.total
        elif event.info.name == "LogTestResult":
            of = event.data.num_models
        else:
            return
        done = PARTS * self._step + PARTS * event.data.index // of
        _say(self._pipe, done=min(done, PARTS * self.steps), of=PARTS * self.steps)


def _failures(answer: Any) -> Iterator[str]:
    """Name every node that failed, with dbt's message on one line."""
    if answer.exception:
        yield one_line(str(answer.exception))[:MESSAGE]
    for result in getattr(answer.result, "results", None) or ():
        if result.status in {"error", "fail", "runtime error"}:
            where = result.node.original_file_path
            # dbt's first line names the node once more.
            message = (result.message or "").partition(f"({where})")[2] or result.message
            yield f"{result.node.name} ({where}): {one_line(message or 'failed')[:MESSAGE]}"
    if not answer.success and not answer.exception and not getattr(answer.result, "results", None):
        yield "dbt failed"


def _say(pipe: TextIO, **message: object) -> None:
    print(json.dumps(message, ensure_ascii=False), file=pipe)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
