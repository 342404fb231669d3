"""Spoil figures one by one, and count what the audit sees: `python benchmarks/mutations.py`.

Every mutation is made in a copy of its own of one of the sample disclosures, in what was read from
it; all copies are then audited together, beside untouched ones. A mutation is *seen* where an
identity breaks that held before. A publisher's slip changes what is printed, so both readings of
the cell have it; a slip of the reader changes one. Some copies are drawn as PDFs and read like any
other document. Writes mutations.md beside this program.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from extract.files import find
from extract.landing import store
from extract.landing.rows import TABLES
from extract.landing.workers import read_all
from extract.read import read_source
from yujuesuan.build.models import environment
from yujuesuan.workspace import Workspace

HERE = Path(__file__).parent
ROOT = HERE.parent
SEED = 20230214
BATCH = 250
UNTOUCHED = 2
SHOWN = 40
MODELS = "+findings_of_identities"
WAN = Decimal(10_000)
# A change without a new text drops its row. What is printed is there twice, in both readings.
CHANGES = (
    """
    update raw.cells as rows
    set
        text = changes.new_text,
        second_text = case when changes.is_printed then changes.new_text else rows.second_text end
    from changes
    where
        changes.new_text is not null
        and rows.document_id = changes.document_id
        and rows.table_no = changes.table_no
        and rows.row_no = changes.row_no
        and rows.column_no = changes.column_no
    """,
    """
    update raw.printed_figures as rows
    set text = changes.new_text
    from changes
    where
        changes.new_text is not null
        and changes.is_printed
        and rows.document_id = changes.document_id
        and rows.table_no = changes.table_no
        and rows.row_no = changes.row_no
        and rows.column_no = changes.column_no
    """,
    *(
        f"""
        delete from raw.{table} as rows using changes
        where
            changes.new_text is null
            and rows.document_id = changes.document_id
            and rows.table_no = changes.table_no
            and rows.row_no = changes.row_no
        """  # noqa: S608 -- our own names
        for table in ("cells", "printed_figures")
    ),
)

# Place of a cell: table, row, column.
Place = tuple[int, int, int]
# What is broken in a document: an identity at a place.
Broken = set[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """An amount printed in a table that takes part in an identity which was compared."""

    document_id: str
    place: Place
    text: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Mutation:
    """Cells of one document, with what stands in them afterwards; None drops the cell's row."""

    kind: str
    document_id: str
    cells: tuple[tuple[Place, str | None], ...]
    told: str
    is_printed: bool = True


KINDS = {
    "digit, drawn": "one digit of a figure changed in the PDF, which is then read",
    "digit": "one digit of a figure changed",
    "digit, misread": "one digit of a figure changed in one of the two readings",
    "last digit": "the last digit of a figure changed by one",
    "swap": "two neighbouring figures of a row exchanged",
    "row": "a row dropped",
    "column": "a column's figures moved into the column beside it, and that one's back",
    "magnitude": "all amounts of a table multiplied by 10,000",
}


def main() -> None:
    """Land the samples, spoil copies of them, audit all, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, default=ROOT / "samples", help="PDFs to spoil")
    parser.add_argument("--most", type=int, default=400, help="mutations of each kind but `digit`")
    parser.add_argument("--drawn", type=int, default=100, help="mutations drawn as PDFs")
    parser.add_argument("--out", type=Path, default=HERE / "mutations.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.duckdb"
        land(sorted(options.samples.glob("*.pdf")), source)
        warehouse = build(source, folder / "untouched")
        figures = taking_part(warehouse)
        before = broken(warehouse)
        outcomes: list[tuple[Mutation, Broken, str]] = []
        alarms = 0
        planned = list(plan(figures, options.most))
        pdfs = [m for m in planned if m.kind == "digit, drawn"][: options.drawn]
        planned = [m for m in planned if m.kind != "digit, drawn"]
        outcomes += drawn(pdfs, source, before, folder / "drawn")
        for number in range(0, len(planned), BATCH):
            batch = planned[number : number + BATCH]
            spoilt = folder / "spoilt.duckdb"
            spoil(source, spoilt, batch, sorted(before))
            warehouse = build(spoilt, folder / "spoilt")
            after, blamed = broken(warehouse), attributions(warehouse)
            for index, mutation in enumerate(batch):
                new = after[copy_name(index)] - before[mutation.document_id]
                outcomes.append((mutation, new, blame(blamed[copy_name(index)], new)))
            alarms += sum(
                after[f"untouched-{n}-{document}"] != before[document]
                for document in before
                for n in range(UNTOUCHED)
            )
            print(f"{min(number + BATCH, len(planned)):,} of {len(planned):,}", flush=True)
    options.out.write_text(report(figures, outcomes, alarms), encoding="utf-8")


# ---------------------------------------------------------------- before


def land(paths: Sequence[Path], path: Path) -> None:
    """Read the documents into a landing."""
    with store.connect(path) as connection:
        for source, result in read_all(
            store.present(connection, find.find(paths)), read_source, workers=None
        ):
            store.land(connection, source, result)


def build(source: Path, folder: Path, models: str = MODELS) -> Path:
    """Build the audit of a landing, or other models; return the warehouse."""
    folder.mkdir(exist_ok=True)
    workspace = Workspace(folder)
    workspace.warehouse.unlink(missing_ok=True)
    subprocess.run(  # noqa: S603 -- this very Python
        [
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "build", "--quiet"),
            *("--select", models, "--exclude-resource-types", "test", "unit_test"),
        ],
        check=True,
        cwd=ROOT,
        env=environment(workspace) | {"YUJUESUAN_LANDING": str(source)},
    )
    return workspace.warehouse


def ask(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask a warehouse nobody is writing."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def taking_part(warehouse: Path) -> list[Figure]:
    """Return the non-zero table figures that are operands of an identity that was compared."""
    rows = ask(
        warehouse,
        """
        select distinct
            figures.document_id,
            figures.table_no,
            figures.row_no,
            figures.column_no,
            figures.text_key,
            figures.quotation,
            figures.amount_yuan
        from audit.audit_figures as figures
        inner join audit.audit_operands as operands on figures.figure_id = operands.figure_id
        inner join main.audit_identities as identities
            on
                operands.identity = identities.identity
                and operands.document_id = identities.document_id
                and operands.place_key = identities.place_key
        where
            identities.outcome in ('holds', 'rounding', 'broken')
            and figures.amount_yuan <> 0
        order by all
        """,
    )
    return [
        Figure(document, (table, row, column), text, label, amount)
        for document, table, row, column, text, label, amount in rows
    ]


def broken(warehouse: Path) -> defaultdict[str, Broken]:
    """Return what is broken, by document; documents without anything broken are there too."""
    found: defaultdict[str, Broken] = defaultdict(set)
    rows = ask(
        warehouse,
        # the left side only: of two figures on the right that differ as much, either is named;
        # copies of one document are no two documents
        "select document_id, identity, split_part(place, ' ↔ ', 1), outcome = 'broken'"
        " from main.audit_identities semi join seeds.identities as catalogue"
        " on audit_identities.identity = catalogue.identity and scope <> 'across_documents'",
    )
    for document_id, identity, place, is_broken in rows:
        found[document_id] |= {(identity, place)} if is_broken else set()
    return found


def attributions(warehouse: Path) -> defaultdict[str, list[tuple[str, str]]]:
    """Return the identity and the attribution of every finding, by document."""
    found = defaultdict(list)
    for document_id, identity, attribution in ask(
        warehouse, "select document_id, identity, attribution from audit.findings_of_identities"
    ):
        found[document_id].append((identity, attribution))
    return found


def blame(found: Iterable[tuple[str, str]], new: Broken) -> str:
    """Return whose mistake a mutation was found to be: what most of its findings say."""
    identities = {identity for identity, _ in new}
    said = Counter(attribution for identity, attribution in found if identity in identities)
    return said.most_common(1)[0][0] if said else ""


# ---------------------------------------------------------------- mutations


def plan(figures: Sequence[Figure], most: int) -> Iterator[Mutation]:
    """Choose the mutations of every kind, at random but always alike."""
    for number, kind in enumerate(KINDS):
        chance = random.Random(SEED + number)
        made = list(MAKERS[kind](figures, chance))
        yield from made if kind == "digit" else chance.sample(made, min(most, len(made)))


def digits(figures: Iterable[Figure], chance: random.Random) -> Iterator[Mutation]:
    """Change one digit of each figure."""
    for figure in figures:
        place = chance.choice([m.start() for m in re.finditer("[0-9]", figure.text)])
        other = chance.choice([d for d in "0123456789" if d != figure.text[place]])
        text = figure.text[:place] + other + figure.text[place + 1 :]
        yield _one("digit", figure, text)


def drawn_digits(figures: Iterable[Figure], chance: random.Random) -> Iterator[Mutation]:
    """Change one digit of each figure, in the PDF."""
    for mutation in digits(figures, chance):
        yield Mutation("digit, drawn", mutation.document_id, mutation.cells, mutation.told)


def misread_digits(figures: Iterable[Figure], chance: random.Random) -> Iterator[Mutation]:
    """Change one digit of each figure in the first of the two readings."""
    for mutation in digits(figures, chance):
        yield Mutation(
            "digit, misread", mutation.document_id, mutation.cells, mutation.told, is_printed=False
        )


def last_digits(figures: Iterable[Figure], chance: random.Random) -> Iterator[Mutation]:
    """Change the last digit of each figure by one."""
    for figure in figures:
        digit = int(figure.text[-1])
        step = {0: 1, 9: -1}.get(digit) or chance.choice([-1, 1])
        yield _one("last digit", figure, f"{figure.text[:-1]}{digit + step}")


def swaps(figures: Sequence[Figure], _: random.Random) -> Iterator[Mutation]:
    """Exchange figures that stand side by side and are not alike."""
    for rows in _by(figures, lambda f: (f.document_id, f.place[:2])):
        for left, right in pairwise(rows):
            if left.amount != right.amount:
                told = f"{left.label} ⇄ {right.text}"
                cells = ((left.place, right.text), (right.place, left.text))
                yield Mutation("swap", left.document_id, cells, told)


def rows_dropped(figures: Sequence[Figure], _: random.Random) -> Iterator[Mutation]:
    """Drop each row."""
    for row in _by(figures, lambda f: (f.document_id, f.place[:2])):
        yield Mutation("row", row[0].document_id, ((row[0].place, None),), row[0].label)


def columns_exchanged(figures: Sequence[Figure], _: random.Random) -> Iterator[Mutation]:
    """Exchange each column of a table with the one to its right, where they are not alike."""
    for table in _by(figures, lambda f: (f.document_id, f.place[0])):
        columns = sorted({f.place[2] for f in table})
        text = {f.place: f.text for f in table}
        for left, right in pairwise(columns):
            cells = []
            for number, row in sorted({f.place[:2] for f in table}):
                here, there = (number, row, left), (number, row, right)
                if text.get(here) != text.get(there):
                    cells += [(here, text.get(there, "")), (there, text.get(here, ""))]
            if cells:
                told = f"{table[0].label.split(' ')[0]}, columns {left} and {right}"
                yield Mutation("column", table[0].document_id, tuple(cells), told)


def magnitudes(figures: Sequence[Figure], _: random.Random) -> Iterator[Mutation]:
    """Multiply all amounts of each table by 10,000."""
    for table in _by(figures, lambda f: (f.document_id, f.place[0])):
        cells = tuple((f.place, _times(f.text)) for f in table)
        yield Mutation("magnitude", table[0].document_id, cells, table[0].label.split(" ")[0])


MAKERS: dict[str, Any] = {
    "digit, drawn": drawn_digits,
    "digit": digits,
    "digit, misread": misread_digits,
    "last digit": last_digits,
    "swap": swaps,
    "row": rows_dropped,
    "column": columns_exchanged,
    "magnitude": magnitudes,
}


def _one(kind: str, figure: Figure, text: str) -> Mutation:
    return Mutation(kind, figure.document_id, ((figure.place, text),), f"{figure.label} → {text}")


def _by(figures: Iterable[Figure], key: Any) -> Iterator[list[Figure]]:
    groups = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    yield from groups.values()


def _times(text: str) -> str:
    decimals = len(text.partition(".")[2])
    comma = "," if "," in text else ""
    return f"{Decimal(text.replace(',', '')) * WAN:{comma}.{decimals}f}"


# ---------------------------------------------------------------- after


def copy_name(index: int) -> str:
    """Name the copy that a mutation is made in."""
    return f"copy-{index:05}"


def spoil(source: Path, path: Path, batch: Sequence[Mutation], intact: Sequence[str]) -> None:
    """Write a landing of copies: one for each mutation, and untouched ones."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute("attach ? as source (read_only)", [str(source)])
        connection.execute("create temp table copies (copy varchar, document_id varchar)")
        copies = [(copy_name(i), mutation.document_id) for i, mutation in enumerate(batch)]
        copies += [(f"untouched-{n}-{d}", d) for d in intact for n in range(UNTOUCHED)]
        connection.executemany("insert into copies values (?, ?)", copies)
        for table in TABLES:
            named = {"document_id": "copies.copy"}
            if table in {"files", "documents"}:
                named["sha256"] = "copies.copy"
            if table == "files":
                named["file_path"] = "copies.copy || '.pdf'"
            replaced = ", ".join(f"{value} as {name}" for name, value in named.items())
            connection.execute(
                f"create table raw.{table} as select rows.* replace ({replaced})"  # noqa: S608
                f" from source.raw.{table} as rows inner join copies using (document_id)"
            )
        _change(connection, batch)


def drawn(
    mutations: Sequence[Mutation],
    source: Path,
    before: dict[str, Broken],
    folder: Path,
) -> list[tuple[Mutation, Broken, str]]:
    """Draw each mutation as a PDF, read the PDFs and audit them."""
    # not a package, and in need of a font
    draw = runpy.run_path(str(ROOT / "samples" / "draw.py"))
    draw["pdfmetrics"].registerFont(draw["TTFont"](draw["FONT"], str(draw["find_font"]())))
    names = dict(
        ask(source, "select document_id, regexp_replace(file_name, '[.]pdf$', '') from raw.files")
    )
    folder.mkdir()
    made = {}
    for index, mutation in enumerate(mutations):
        ((place, text),) = mutation.cells
        data = folder / names[mutation.document_id]
        shutil.copytree(ROOT / "samples" / "data" / data.name, data)
        if _retype(data, *_occurrence(source, mutation.document_id, place), str(text)):
            made[copy_name(index)] = mutation
            draw["draw"](data, folder / f"{copy_name(index)}.pdf")
        shutil.rmtree(data)
    land(sorted(folder.glob("*.pdf")), folder / "landing.duckdb")
    warehouse = build(folder / "landing.duckdb", folder)
    after, blamed = broken(warehouse), attributions(warehouse)
    outcomes = []
    for document, name in ask(
        folder / "landing.duckdb",
        "select document_id, regexp_replace(file_name, '[.]pdf$', '') from raw.files order by all",
    ):
        new = after[document] - before[made[name].document_id]
        outcomes.append((made[name], new, blame(blamed[document], new)))
    return outcomes


def _occurrence(source: Path, document_id: str, place: Place) -> tuple[str, int, int]:
    """Return the text of a cell, its number among the cells with that text, and how many it has."""
    with duckdb.connect(str(source), read_only=True) as connection:
        cells = connection.execute(
            "select trim(text), table_no, row_no, column_no from raw.cells where document_id = ?"
            " order by all",
            [document_id],
        ).fetchall()
    text = next(text for text, *where in cells if tuple(where) == place)
    places = [tuple(where) for other, *where in cells if other == text]
    return text, places.index(place), len(places)


def _retype(data: Path, old: str, number: int, count: int, new: str) -> bool:
    """Change one of the cells with a text; tell whether the data have as many as were read."""
    tables = {}
    for path in sorted(data.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path] = list(csv.reader(file))
    found = [
        (path, row, column)
        for path, rows in tables.items()
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text == old
    ]
    if len(found) != count:
        return False
    path, row, column = found[number]
    tables[path][row][column] = new
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(tables[path])
    return True


def _change(connection: duckdb.DuckDBPyConnection, batch: Sequence[Mutation]) -> None:
    connection.execute(
        "create temp table changes (document_id varchar, table_no integer, row_no integer,"
        " column_no integer, new_text varchar, is_printed boolean)"
    )
    connection.executemany(
        "insert into changes values (?, ?, ?, ?, ?, ?)",
        [
            (copy_name(index), *place, text, mutation.is_printed)
            for index, mutation in enumerate(batch)
            for place, text in mutation.cells
        ],
    )
    for statement in CHANGES:
        connection.execute(statement)


def report(
    figures: Sequence[Figure], outcomes: Sequence[tuple[Mutation, Broken, str]], alarms: int
) -> str:
    """Write the table, and the mutations that nothing saw."""
    lines = [
        "# What the audit sees",
        "",
        "Written by `python benchmarks/mutations.py`: each mutation in a copy of its own of one of",
        f"the samples. {len(figures):,} non-zero table figures take part in an identity.",
        "Misprints change both readings of a cell, misreadings one of them.",
        "",
        "| kind | what is changed | made | seen | of them | misprinted | misread | undecided |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, words in KINDS.items():
        of_kind = [(new, said) for mutation, new, said in outcomes if mutation.kind == kind]
        seen = [said for new, said in of_kind if new]
        share = f"{len(seen) / len(of_kind):.1%}" if of_kind else ""
        said = Counter(seen)
        blamed = " | ".join(f"{said[n]:,}" for n in ("misprinted", "misread", "undecided"))
        lines.append(
            f"| {kind} | {words} | {len(of_kind):,} | {len(seen):,} | {share} | {blamed} |"
        )
    lines += ["", f"False alarms in untouched copies beside them: {alarms}.", ""]
    for kind in KINDS:
        unseen = [m.told for m, new, _ in outcomes if m.kind == kind and not new]
        if unseen:
            lines += [f"## Unseen: {kind}", "", *(f"- {told}" for told in unseen[:SHOWN])]
            lines += [f"- … and {len(unseen) - SHOWN} more"] if len(unseen) > SHOWN else []
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
