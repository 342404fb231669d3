"""Open the notebooks of the project on a release, in a browser on this machine."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn, TextIO

import duckdb

from yujuesuan.database import published
from yujuesuan.errors import UsageError
from yujuesuan.workspace import ROOT

NOTEBOOKS = ROOT / "notebooks"
NEEDED = ("marimo", "altair")


def serve(name: str, release: Path, edit: bool, headless: bool, screen: TextIO) -> NoReturn:
    """Become the server of a notebook, until the person ends it.

    Raises UsageError where there is no such notebook, no release, or no marimo.
    """
    known = {path.stem: path for path in sorted(NOTEBOOKS.glob("*.py"))}
    if name not in known:
        raise UsageError(f"there is no notebook called {name}", [f"there are: {', '.join(known)}"])
    if missing := [package for package in NEEDED if importlib.util.find_spec(package) is None]:
        raise UsageError(
            f"notebooks need {' and '.join(missing)}, of the extra `explore`",
            ["pip install --require-hashes --no-deps -r requirements-explore.lock"],
        )
    environment = {
        "YUJUESUAN_RELEASE": str(published(release).parent.resolve()),
        # marimo would ask the package index for a newer version of itself
        "MARIMO_SKIP_UPDATE_CHECK": "1",
    }
    verb = ["edit"] if edit else ["run", "--include-code"]
    options = ["--host", "127.0.0.1", *(["--headless"] if headless else [])]
    command = [sys.executable, "-m", "marimo", "--yes", *verb, str(known[name]), *options]
    os.dup2(screen.fileno(), 2)
    os.execve(sys.executable, command, os.environ | environment)  # noqa: S606 - our own notebook


def open_release() -> duckdb.DuckDBPyConnection:
    """Open, for a notebook, the release that YUJUESUAN_RELEASE names (`release`, if it does not).

    Where there is none, a notebook shows that and stops; run as a script, it exits with 1.
    """
    import marimo

    folder = Path(os.environ.get("YUJUESUAN_RELEASE", "release"))
    file = folder / "yujuesuan.duckdb"
    if not file.is_file():
        missing = f"No release in {folder}: build one, or name its folder in YUJUESUAN_RELEASE."
        marimo.stop(marimo.running_in_notebook(), marimo.callout(missing, kind="danger"))
        raise SystemExit(missing)
    return duckdb.connect(str(file), read_only=True)
