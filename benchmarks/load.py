"""Load: time, memory and size as a corpus grows, and the cost of one more document.

    python benchmarks/load.py FOLDER COUNT ...

A generated disclosure is one of samples/ as a web page, under another body's name and of another
year, its amounts times a whole number: what added up still does. A body has eight: the budgets and
accounts of four years. Of a large corpus one body of each form is read and the others are landed
with its rows under their names. That is what reading them would land: some are read and compared.
So the step `read` says what reading costs only for up to one hundred documents.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from html import escape
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import yaml

from extract.files import find
from extract.landing import store
from extract.landing.rows import TABLES
from extract.read import read_source

ROOT = Path(__file__).resolve().parents[1]
draw = SimpleNamespace(**runpy.run_path(str(ROOT / "samples" / "draw.py")))

BODIES = (
    "教育局", "财政局", "民政局", "司法局", "审计局", "统计局", "水利局", "农业农村局",
    "卫生健康委员会", "自然资源局", "生态环境局", "交通运输局", "商务局", "应急管理局",
    "市场监督管理局", "医疗保障局", "退役军人事务局", "人力资源和社会保障局",
    "发展和改革委员会", "住房和城乡建设局", "文化和旅游局", "信访局", "档案局", "科学技术局",
)  # fmt: skip
FIRST_YEAR, YEARS = 2021, 4
PER_BODY = 2 * YEARS
# A body keeps its form from year to year.
BUDGETS = {
    "2023-budget-jiaozuo": "焦作市政务服务和大数据管理局",
    "2025-budget-jiaozuo-jiefang": "焦作市解放区行政审批和政务信息管理局",
    "2025-budget-luoyang-chanhe": "洛阳市瀍河回族区行政审批和政务信息管理局",
    "2025-budget-xinxiang": "新乡市行政审批和政务信息管理局",
}
ACCOUNTS = {"2024-accounts-jiaozuo": "焦作市行政审批和政务信息管理局"}
NAMES = BUDGETS | ACCOUNTS
CELL_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
# 单位价值 50 万元以上 is a threshold, not an amount.
PROSE_AMOUNT = re.compile(r"[\d,]*\d(?:\.\d+)?(?=\s*万元(?!以上))")
YEAR = re.compile(r"20\d\d(?=\s*年)")
COVER_YEAR = re.compile("二[〇○]二[一二三四五六](?=年)")
DIGITS = "〇一二三四五六七八九"
PUBLISHED, NOTHING_NEW, NEW_FINDINGS = 0, 5, 6
# The document that comes one night later: of the first body that lends its pages to no other.
LATE = PER_BODY * len(BUDGETS) + 2
# Up to so many documents are read one by one.
READ = 100
CHECKED = 40


# ---------------------------------------------------------------- drawing


@dataclass(frozen=True)
class Form:
    """A sample, so many years later and its amounts so many times as much."""

    sample: str
    years: int = 0
    factor: int = 1

    def prose(self, text: str, name: str) -> str:
        """Rename the body in a text, shift its years and multiply its amounts."""
        # A cover may break the name over two lines.
        printed = r"\s*".join(NAMES[self.sample])
        text = re.sub(printed, name, text)
        text = YEAR.sub(lambda year: str(int(year[0]) + self.years), text)
        text = COVER_YEAR.sub(lambda year: year[0][:3] + DIGITS[self._digit(year[0])], text)
        return PROSE_AMOUNT.sub(self._times, text)

    def cell(self, text: str, name: str) -> str:
        """Do the same to a cell; a figure without decimals is a code or a number of things."""
        amount = CELL_AMOUNT.fullmatch(text)
        return self._times(amount) if amount else self.prose(text, name)

    def _digit(self, year: str) -> int:
        return DIGITS.index(year[3]) + self.years

    def _times(self, found: re.Match[str]) -> str:
        amount = Decimal(found[0].replace(",", "")) * self.factor
        return f"{amount:{',' if ',' in found[0] else ''}f}"


@cache
def web_page(form: Form, name: str) -> str:
    """Print a disclosure as a portal does: paragraphs and tables, one below the other."""
    shown: list[str] = []
    for part in parts(form, name):
        if isinstance(part, str):
            shown += [f"<p>{escape(line.lstrip('#> '))}</p>" for line in filled(part)]
        else:
            above = [text for text in (part.number, part.title, *part.above) if text]
            shown += [f"<p>{escape(line)}</p>" for line in above]
            shown += ["<table>", *table_rows(part), "</table>"]
            shown += [f"<p>{escape(note)}</p>" for note in part.notes]
    head = f'<meta charset="utf-8"><title>{escape(name)}</title>'
    return f"<!doctype html><html><head>{head}</head><body>" + "\n".join(shown) + "</body></html>"


def parts(form: Form, name: str) -> Iterator[str | draw.Table]:
    """Yield the parts of a disclosure, prose or table."""
    folder = draw.HERE / "data" / form.sample
    text = (folder / "disclosure.yaml").read_text(encoding="utf-8")
    for part in yaml.safe_load(form.prose(text, name)):
        if "table" in part:
            table = draw.read_table(folder, part)
            cells = [[form.cell(cell, name) for cell in row] for row in table.cells]
            yield replace(table, cells=cells)
        else:
            yield from part.values()


def table_rows(table: draw.Table) -> Iterator[str]:
    """Yield the rows of a table, given by its `cells`, with its merged ones."""
    spans = draw.merges(table.cells)
    for r, row in enumerate(table.cells):
        cells = (
            f'<td rowspan="{spans[r, c][0]}" colspan="{spans[r, c][1]}">{escape(text)}</td>'
            for c, text in enumerate(row)
            if (r, c) in spans
        )
        yield f"<tr>{''.join(cells)}</tr>"


def filled(text: str) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line for line in text.splitlines() if line.strip()]


# ---------------------------------------------------------------- a corpus


@dataclass(frozen=True)
class Generated:
    """A disclosure of a corpus; `like` is the body whose pages are read for all of its form."""

    number: int
    form: Form
    name: str
    like: str

    @property
    def file_name(self) -> str:
        """Return the name of its file."""
        return f"{self.number:05}.html"

    def page(self) -> str:
        """Print it: the page of the body it is like, under its own name."""
        return web_page(self.form, self.like).replace(self.like, self.name)


def corpus(count: int) -> list[Generated]:
    """Return so many disclosures, body by body: more of them are more bodies, not larger ones."""
    names = list(bodies(-(-count // PER_BODY)))
    made = []
    for number in range(count):
        body, nth = divmod(number, PER_BODY)
        samples = [[*BUDGETS], [*ACCOUNTS]][nth % 2]
        sample = samples[body % len(samples)]
        year = FIRST_YEAR + nth // 2
        # Another factor each year, and none that is a power of ten.
        form = Form(sample, year - int(sample[:4]), 2 + nth % 7)
        made.append(Generated(number, form, names[body], names[body % len(BUDGETS)]))
    return made


def bodies(count: int) -> Iterator[str]:
    """Yield full names of bodies, county by county."""
    with (ROOT / "seeds" / "places" / "regions.csv").open(encoding="utf-8", newline="") as file:
        counties = [row for row in csv.DictReader(file) if row["level"] == "county"]
    named = (county["full_name"] + body for county in counties for body in BODIES)
    return islice(named, count)


def land(disclosures: list[Generated], folder: Path, path: Path) -> None:
    """Land disclosures of one body of each form by reading them, the others like those."""
    read = {(one.form, one.like): one for one in reversed(disclosures) if one.name == one.like}
    sources = {source.file_name: source for source in find.find([folder])}
    with store.connect(path) as connection:
        for one in read.values():
            source = sources[one.file_name]
            store.land(connection, source, read_source(source))
        others = [one for one in disclosures if one.name != one.like]
        rows = [
            (sources[one.file_name], sources[read[one.form, one.like].file_name], one)
            for one in others
        ]
        columns = {
            "like_id": [like.document_id for _, like, _ in rows],
            "like_name": [one.like for *_, one in rows],
            "new_name": [one.name for *_, one in rows],
            **{
                name: [getattr(source, name) for source, *_ in rows]
                for name in ("document_id", "sha256", "file_name", "byte_size")
            },
        }
        connection.register("others", pa.table(columns))
        for table in store.BY_DOCUMENT:
            connection.execute(f"insert into raw.{table} by name {rows_like(table)}")


def rows_like(table: str) -> str:
    """Return a query for a table's rows of `others`: those of the document each is like."""
    values = {}
    for column in TABLES[table].split(", "):
        name, kind = column.split()[:2]
        values[name] = f"rows.{name}"
        if name in ("document_id", "sha256", "file_name", "byte_size"):
            values[name] = f"others.{name}"
        elif name in ("text", "second_text"):
            values[name] = f"replace(rows.{name}, like_name, new_name)"
        elif kind == "varchar[]":
            values[name] = f"[replace(text, like_name, new_name) for text in rows.{name}]"
    listed = ", ".join(f"{value} as {name}" for name, value in values.items())
    return (
        f"select {listed} from others inner join raw.{table} as rows on like_id = rows.document_id"  # noqa: S608
    )


def check(folder: Path, path: Path) -> None:
    """Read some documents that were landed like others, and compare all that was landed."""
    sources = find.find([folder])
    for source in sources[PER_BODY * len(BUDGETS) :: len(sources) // CHECKED]:
        with store.connect(path.with_name("check.duckdb")) as connection:
            store.land(connection, source, read_source(source))
            connection.execute(f"attach '{path}' as whole (read_only)")
            for table in store.BY_DOCUMENT:
                differing = connection.execute(
                    f"select count(*) from (from raw.{table} where document_id = $1 except all "  # noqa: S608
                    f"from whole.raw.{table} where document_id = $1)",
                    [source.document_id],
                ).fetchall()
                counts = [
                    connection.execute(
                        f"select count(*) from {place}raw.{table} where document_id = ?",  # noqa: S608
                        [source.document_id],
                    ).fetchall()
                    for place in ("", "whole.")
                ]
                if differing != [(0,)] or counts[0] != counts[1]:
                    raise SystemExit(f"{source.file_name}: {table} is not as reading lands it")


# ---------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Cost:
    """What one build took: seconds by step, of the clock and the processor; memory; sizes."""

    find: int
    what: str
    steps: dict[str, float]
    seconds: float
    processor_s: float
    peak_mb: int
    landing_mb: int
    warehouse_mb: int
    release_mb: int


def measure(count: int, folder: Path) -> Iterator[Cost]:
    """Build one document alone, all others of so many from nothing, then all, then again."""
    shutil.rmtree(folder, ignore_errors=True)
    given = folder / "documents"
    given.mkdir(parents=True)
    disclosures = corpus(count)
    for one in disclosures:
        (given / one.file_name).write_text(one.page(), encoding="utf-8")
    late = given / disclosures[LATE].file_name
    alone = folder / "alone"
    (alone / "documents").mkdir(parents=True)
    aside = late.rename(alone / "documents" / late.name)
    yield build(alone, "that one alone")
    if count > READ:
        land(
            [one for one in disclosures if one.file_name != late.name],
            given,
            folder / "work" / "landing.duckdb",
        )
        check(given, folder / "work" / "landing.duckdb")
    yield build(folder, "from nothing")
    aside.rename(late)
    yield build(folder, "one more")
    yield build(folder, "nothing new")


def build(folder: Path, what: str) -> Cost:
    """Run one night, as a timer would, and tell what it cost."""
    given, work, release = folder / "documents", folder / "work", folder / "release"
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - this very program
        [sys.executable, "-m", "yujuesuan", "nightly", "--documents", str(given), "--release",
         str(release), "--work", str(work), "--keep", "1", "--settle", "0", "--log", "json"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    assert process.stderr is not None  # noqa: S101 - a pipe
    peak = _Peak(process.pid)
    steps: dict[str, float] = {}
    for line in process.stderr:
        told = json.loads(line)
        if told["event"] == "done":
            steps[told["step"]] = told["seconds"]
    _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (PUBLISHED, NOTHING_NEW, NEW_FINDINGS):
        raise SystemExit(f"the build ended with {code}; see {work}")
    return Cost(
        documents=len(list(given.iterdir())),
        what=what,
        steps=steps,
        seconds=time.monotonic() - began,
        processor_s=used.ru_utime + used.ru_stime,
        peak_mb=peak.stop(),
        landing_mb=megabytes(work / "landing.duckdb"),
        warehouse_mb=megabytes(work / "warehouse.duckdb"),
        release_mb=megabytes(release.resolve()),
    )


class _Peak:
    """The most memory, in millions of bytes, that a process and all it started held together."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._ended = pid, 0, threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def stop(self) -> int:
        """End watching; return what was seen."""
        self._ended.set()
        self._watch.join()
        return round(self._most / 1e6)

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            self._most = max(self._most, sum(map(resident, family(self._pid))))


def family(pid: int) -> Iterator[int]:
    """Yield a process and those it started, and theirs."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from family(int(child))


def resident(pid: int) -> int:
    """Return the bytes of memory a process holds; none if it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def megabytes(path: Path) -> int:
    """Return the size of a file, or of all in a folder, in millions of bytes."""
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 1e6)


def table(costs: list[Cost]) -> Iterator[str]:
    """Print costs as a Markdown table."""
    steps = list(dict.fromkeys(step for cost in costs for step in cost.steps))
    head = ["documents", "run", "clock, s", "processor, s", *(f"{step}, s" for step in steps)]
    head += ["memory, MB", "landing, MB", "warehouse, MB", "release, MB"]
    yield "| " + " | ".join(head) + " |"
    yield "|" + " ---: |" * len(head)
    for cost in costs:
        cells = [
            f"{cost.documents:,}",
            cost.what,
            f"{cost.seconds:,.0f}",
            f"{cost.processor_s:,.0f}",
        ]
        cells += [f"{cost.steps[step]:,.1f}" if step in cost.steps else "" for step in steps]
        sizes = (cost.peak_mb, cost.landing_mb, cost.warehouse_mb, cost.release_mb)
        yield "| " + " | ".join([*cells, *(f"{size:,}" for size in sizes)]) + " |"


def number(text: str) -> int:
    """Take a number of documents from the command line."""
    if (count := int(text)) <= LATE:
        raise argparse.ArgumentTypeError(f"{count} documents are too few: more than {LATE}")
    return count


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("counts", type=number, nargs="+")
    asked = parser.parse_args()
    costs: list[Cost] = []
    for count in asked.counts:
        for cost in measure(count, asked.folder / str(count)):
            costs.append(cost)
            print(*list(table(costs)), sep="\n", flush=True)


if __name__ == "__main__":
    main()
