"""Change what documents look like, and count what keeps its meaning.

`python benchmarks/unseen.py LANDING`; the landing is that of a build (`--work FOLDER` leaves it).
Each variant is a copy of all its documents in which one thing is
printed as other publishers print it: another year, another body, another unit, other words, other
columns. Every amount remembers the cell it came from, so that its meaning can be compared with
the one it had. Writes unseen.md beside this program, up to its first heading of the second level.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from layouts import AMOUNTS, table
from mutations import build
from variants import Variant, variants

from extract.landing.rows import TABLES

HERE = Path(__file__).parent
MODELS = "+int_figure_roles"
MEANING = (
    *("table_type", "measure", "phase", "nature", "funding_source", "is_carry_over"),
    *("three_public", "function_code", "economic_code", "government_economic_code"),
    *("unit_code", "is_total_row", "figure_role"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of the amounts and documents of a variant."""

    variant: Variant
    amounts: int
    named: int
    equal: int
    documents: int
    described: int
    differences: Sequence[tuple[Any, ...]]


def main() -> None:
    """Build the untouched landing and every variant, compare, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("landing", type=Path)
    parser.add_argument("--only", nargs="*", help="how the names of the variants to try begin")
    parser.add_argument("--shown", type=int, default=3, help="differences shown of each variant")
    parser.add_argument("--keep", type=Path, help="a folder for the warehouses")
    parser.add_argument("--out", type=Path, default=HERE / "unseen.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.keep or Path(name)
        source = folder / "seen.duckdb"
        copy(options.landing, source)
        seen = folder / "seen" / "warehouse.duckdb"
        if not seen.exists():
            build(source, seen.parent, MODELS)
        outcomes = []
        for variant in variants():
            if not options.only or variant.name.startswith(tuple(options.only)):
                outcomes.append(tried(variant, source, seen, folder / "unseen"))
                print(*row(outcomes[-1]), sep=" | ", flush=True)
                for difference in outcomes[-1].differences[: options.shown]:
                    print("    ", *difference, flush=True)
    if not options.only:
        written = options.out.read_text(encoding="utf-8") if options.out.exists() else ""
        by_hand = written[written.find("\n## ") :] if "\n## " in written else ""
        options.out.write_text("\n".join(report(outcomes)) + "\n" + by_hand, encoding="utf-8")


def copy(source: Path, path: Path) -> None:
    """Copy a landing without its keys; every cell remembers where it stood."""
    if path.exists():
        return
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute("attach ? as source (read_only)", [str(source)])
        for name in TABLES:
            connection.execute(f"create table raw.{name} as from source.raw.{name}")
        connection.execute(
            "update raw.cells set place = concat_ws('/', document_id, table_no, row_no, column_no)"
        )


def tried(variant: Variant, source: Path, seen: Path, folder: Path) -> Outcome:
    """Make a variant, build it, and compare it with what was seen."""
    folder.mkdir(exist_ok=True)
    path = folder / "landing.duckdb"
    path.unlink(missing_ok=True)
    path.write_bytes(source.read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute("attach ? as seen (read_only)", [str(seen)])
        connection.execute(
            "create table raw.expected as"
            " select document_id, fiscal_year, document_kind, region_code, department_name"
            " from seen.intermediate.int_documents where department_name is not null"
        )
        variant.change(connection)
    warehouse = build(path, folder, MODELS)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("attach ? as landing (read_only)", [str(path)])
        connection.execute("attach ? as seen (read_only)", [str(seen)])
        return compared(variant, connection)


def compared(variant: Variant, connection: duckdb.DuckDBPyConnection) -> Outcome:
    """Compare every amount of a standard table with what its cell meant before."""
    for name, database in (("now", "warehouse"), ("before", "seen")):
        connection.execute(f"use {database}")
        connection.execute(AMOUNTS.replace("view amounts", f"table {name}_amounts"))
        connection.execute(
            f"create temp table {name} as"
            " select cells.place, figures.*, roles.figure_role from staging.stg_cells as cells"
            " join intermediate.int_figures as figures"
            " using (document_id, table_no, row_no, column_no)"
            " join intermediate.int_figure_roles as roles using (figure_id)"
        )
    connection.execute("use warehouse")
    equal = " and ".join(f"now.{name} is not distinct from before.{name}" for name in MEANING)
    told = ", ".join(
        f"case when now.{name} is distinct from before.{name} then"
        f" concat('{name}: ', before.{name}, ' > ', now.{name}) end"
        for name in MEANING
    )
    connection.execute(
        f"""
        create temp table compared as
        select
            before.*,
            now.figure_id is not null and abs(abs(now.amount_yuan) - abs(before.amount_yuan))
            <= greatest(now.half_unit_yuan, before.half_unit_yuan) as is_same_amount,
            coalesce(has_unit and has_measure and has_codes, false) as is_named,
            coalesce({equal} and is_same_amount, false) as is_equal,
            case when now.figure_id is null then 'lost' else concat_ws(
                '; ', {told}, case when not is_same_amount then 'amount ' || now.printed_text end
            ) end as difference
        from before
        semi join before_amounts on before.figure_id = before_amounts.figure_id
        semi join landing.raw.cells as cells on before.place = cells.place
        left join now on before.place = now.place
        left join now_amounts on now.figure_id = now_amounts.figure_id
        """
    )
    connection.execute(
        """
        create temp table described as
        select
            documents.file_name,
            (expected.fiscal_year, expected.document_kind, expected.region_code,
                expected.department_name) as wanted,
            (documents.fiscal_year, documents.document_kind, documents.region_code,
                documents.department_name) as got
        from landing.raw.expected
        join intermediate.int_documents as documents using (document_id)
        """
    )
    counts = connection.execute(
        "select count(*), count(*) filter (is_named), count(*) filter (is_equal) from compared"
    ).fetchall()[0]
    documents = connection.execute(
        "select count(*), count(*) filter (wanted is not distinct from got) from described"
    ).fetchall()[0]
    differences = connection.execute(
        """
        select count(*) as amounts, difference, any_value(table_type), any_value(column_path),
            any_value(row_label), any_value(file_name), any_value(page)
        from compared where not (is_equal and is_named) group by difference
        union all
        select 0, wanted::varchar, got::varchar, '', '', file_name, 1
        from described where wanted is distinct from got
        order by amounts desc
        """
    ).fetchall()
    return Outcome(variant, *counts, *documents, differences)


# ---------------------------------------------------------------- report


def row(outcome: Outcome) -> tuple[Any, ...]:
    """Tell one outcome."""
    return (
        outcome.variant.name,
        outcome.variant.told,
        outcome.amounts,
        f"{100 * outcome.named / outcome.amounts:.2f}",
        f"{100 * outcome.equal / outcome.amounts:.2f}",
        f"{outcome.described} of {outcome.documents}",
    )


def report(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Write the table."""
    yield "# Documents nobody has seen"
    yield ""
    yield "Written by `python benchmarks/unseen.py LANDING`."
    yield ""
    yield from table(
        (
            "variant",
            "what is changed",
            "amounts",
            "with full meaning, %",
            "as before, %",
            "documents",
        ),
        map(row, outcomes),
    )


if __name__ == "__main__":
    main()
