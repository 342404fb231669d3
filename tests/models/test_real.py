"""Documents of real cities, read and built: no figure is lost, nearly all are understood.

Of each place the smallest file, where it is a small one; with YUJUESUAN_REAL=all (`make test-real`)
all files.
"""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Built, ask, build, shared

GOAL = 98.0
ALL = os.environ.get("YUJUESUAN_REAL") == "all"
SMALL = 350_000  # bytes: a build of these takes a minute
ENOUGH = 100  # amounts, for a share to say something


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the documents once; the place is what stands before the first `__` of a file name."""
    folder = shared("real")
    smallest: dict[str, Path] = {}
    for path in sorted(folder.glob("*__*"), key=lambda path: path.stat().st_size):
        smallest.setdefault(path.name.split("__")[0], path)
    paths = [folder] if ALL else [p for p in smallest.values() if p.stat().st_size < SMALL]
    return build(tmp_path_factory.mktemp("real"), paths)


def test_the_gate_lets_real_documents_pass(real: Built):
    assert real.code == 0, real.stderr


def test_every_printed_figure_is_accounted_for(real: Built):
    [(printed, unexplained)] = ask(
        real,
        "select sum(printed_count), sum(unexplained) from audit_completeness where not is_unread",
    )
    assert printed > 5_000
    assert unexplained <= printed / 5_000


def test_nearly_all_amounts_of_every_place_have_their_meaning(real: Built):
    layouts = runpy.run_path(str(ROOT / "benchmarks" / "layouts.py"))
    with duckdb.connect(str(Path(real.work, "warehouse.duckdb")), read_only=True) as connection:
        connection.execute(layouts["AMOUNTS"])
        cities = connection.execute(layouts["CITIES"]).fetchall()
    shares = {place: share for place, _, amounts, *_, share in cities if amounts >= ENOUGH}
    assert len(shares) > 8
    assert {place: share for place, share in shares.items() if share < GOAL} == {}


def test_totals_that_differ_from_their_items_are_explained(real: Built):
    rows = ask(
        real,
        "select outcome in ('holds', 'rounding'), explanation is null, count(*)"
        " from audit_additivity group by all",
    )
    assert {(even, silent) for even, silent, _ in rows} <= {(True, True), (False, False)}
    assert sum(count for even, _, count in rows if even) > sum(count for *_, count in rows) / 2
