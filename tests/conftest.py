"""What several test modules need once: a build of the samples, and dbt's manifest."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from yujuesuan.build.models import environment
from yujuesuan.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ROOT.parent / "shared" / "documents"
EXPECTED = Path(__file__).with_name("expected")
# Where this says `required`, a test that misses its documents fails instead of being skipped.
DOCUMENTS_VARIABLE = "YUJUESUAN_DOCUMENTS"
FACTS = (
    "fct_expenditure_by_function",
    "fct_expenditure_by_economic",
    "fct_revenue",
    "fct_three_public_expenses",
    "fct_project",
    "fct_operating_cost",
)


@dataclass(frozen=True)
class Ended:
    """A command that was run to its end; `seconds` are of the processor, not of a busy clock."""

    code: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True)
class Built(Ended):
    """A build, and the folders it wrote."""

    release: str
    work: str

    def path(self, *parts: str) -> Path:
        """Name a file of the release."""
        return Path(self.release, *parts)

    @property
    def landing(self) -> Path:
        """What was read, as printed."""
        return next(Path(self.work).glob("*landing*.duckdb"))

    @property
    def warehouse(self) -> Path:
        """What the models made of it, with what a release leaves out."""
        return next(Path(self.work).glob("*warehouse*.duckdb"))


def yujuesuan(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Ended:
    """Run the command line as a person would, in a process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    before = os.times()
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "yujuesuan", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        check=False,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1", "COLUMNS": "200"} | environment,
    )
    after = os.times()
    seconds = after[2] + after[3] - before[2] - before[3]
    return Ended(done.returncode, done.stdout, done.stderr, seconds)


def build(folder: Path, paths: Sequence[Path], *options: str) -> Built:
    """Build into `folder/release`, working in `folder/work`."""
    release, work = folder / "release", folder / "work"
    ended = yujuesuan("build", *paths, "--release", release, "--work", work, *options)
    return Built(**asdict(ended), release=str(release), work=str(work))


def ask(database: Path | Built, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask a release, or a database that nobody is writing."""
    path = database.path("yujuesuan.duckdb") if isinstance(database, Built) else database
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query, values).fetchall()


def copy_document(connection: duckdb.DuckDBPyConnection, document_id: str, copy: str) -> None:
    """Land a document once more, under another id."""
    tables = connection.execute(
        "select table_name from duckdb_columns()"
        " where schema_name = 'raw' and column_name = 'document_id'"
    ).fetchall()
    for (table,) in tables:
        connection.execute(
            f"insert into raw.{table} select * replace (? as document_id)"  # noqa: S608
            f" from raw.{table} where document_id = ?",
            [copy, document_id],
        )


def build_models(folder: Path, selection: str) -> Path:
    """Build some models from the landing in a folder, without tests; return the warehouse."""
    workspace = Workspace(folder)
    done = subprocess.run(  # noqa: S603 - this very Python
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build", "--quiet"),
            *("--select", selection, "--exclude-resource-types", "test", "unit_test"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env=environment(workspace),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return workspace.warehouse


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a temporary folder that all workers of a parallel test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the samples once, for all workers; nobody writes into its folders."""
    folder = shared_folder(tmp_path_factory) / "samples"
    folder.mkdir(exist_ok=True)
    record = folder / "built.json"
    with FileLock(folder / "lock"):
        if not record.exists():
            done = build(folder, [ROOT / "samples"])
            record.write_text(json.dumps(asdict(done)), encoding="utf-8")
    built = Built(**json.loads(record.read_text(encoding="utf-8")))
    assert built.code == 0, built.stderr
    return built


@pytest.fixture(scope="session")
def dbt_manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Parse the models once in this process, for `dbtRunner(manifest=…)`.

    The environment then points dbt to the project, and to new files of this worker.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - takes two seconds

    folder = tmp_path_factory.mktemp("dbt")
    os.environ |= environment(Workspace(folder))
    parsed = dbtRunner().invoke(["--quiet", "parse"])
    assert parsed.success, parsed.exception
    return parsed.result


@pytest.fixture
def shared_documents() -> Path:
    """Name the folder of documents beside the repository; without it, the test is skipped."""
    return shared()


def shared(*parts: str) -> Path:
    """Name a document, or a folder of them, beside the repository.

    Where it is not, the test is skipped, or fails if DOCUMENTS_VARIABLE says that they are there.
    """
    path = DOCUMENTS.joinpath(*parts)
    if not path.exists():
        said = f"needs {'/'.join(path.parts[-len(parts) - 2 :])} beside the repository"
        if os.environ.get(DOCUMENTS_VARIABLE) == "required":
            pytest.fail(said)
        pytest.skip(said)
    return path


def expected(name: str) -> list[dict[str, str]]:
    """Read a table of expected values from tests/expected."""
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# Fixtures that build a warehouse; a test that asks for one is marked `builds`.
BUILDING = {"samples", "disclosures", "real", "dbt_manifest"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that build, so that the others can be run in a minute; leave out long ones."""
    asked = os.environ.get("YUJUESUAN_REAL") == "all"
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.builds)
            item.add_marker(pytest.mark.skipif(not asked, reason="long: needs YUJUESUAN_REAL=all"))
        if BUILDING & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.builds)
