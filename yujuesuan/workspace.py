"""Where things are: the project's own folders, and the folder a build works in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yujuesuan import locks
from yujuesuan.errors import BuildFailedError

ROOT = Path(__file__).resolve().parents[1]
EXPECTATIONS = ROOT / "expectations"
SAMPLES = ROOT / "samples"


# What decides over a release besides the documents and the libraries.
PROGRAM = (
    "extract/**/*.py", "extract/**/*.csv", "macros/**/*", "models/**/*", "seeds/**/*",
    "expectations/*", "yujuesuan/**/*.py", "yujuesuan/templates/*", "*.yml",
)  # fmt: skip


@dataclass(frozen=True)
class Workspace:
    """A folder of private, rebuildable files; the landing in it grows from build to build.

    The DuckDB files are not named like schemas: DuckDB could not tell one from the other.
    """

    folder: Path

    @property
    def landing(self) -> Path:
        """What was read from documents, as printed."""
        return self.folder / "landing.duckdb"

    @property
    def warehouse(self) -> Path:
        """What dbt makes of the landing; kept from build to build."""
        return self.folder / "warehouse.duckdb"

    @property
    def target(self) -> Path:
        """What dbt writes beside the warehouse: compiled SQL, its manifest, its docs."""
        return self.folder / "target"

    @property
    def noise(self) -> Path:
        """What libraries say while they work: of use when something breaks."""
        return self.folder / "messages.log"

    @property
    def refused(self) -> Path:
        """The Data Docs of the last build that the gate refused."""
        return self.folder / "refused"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other builds out of this folder.

        Raises UsageError if another build is at work in it.
        """
        with locks.held(self.folder / "build.lock", self.folder):
            yield


def check_project() -> None:
    """Make sure the models, seeds and suites are at hand.

    Raises BuildFailedError where the package was installed without them.
    """
    if not (ROOT / "dbt_project.yml").is_file():
        raise BuildFailedError(
            f"the models are not beside the program in {ROOT}",
            ["install yujuesuan from its repository, with pip install -e"],
        )


def program_version() -> str:
    """Name the version of everything here that a release depends on: a hash over these files."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in PROGRAM for path in ROOT.glob(pattern)}):
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]
