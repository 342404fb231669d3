"""One grammar of amounts: Python and the warehouse are held to one table of cases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import duckdb
import jinja2
import pytest
from conftest import ROOT, expected

from extract import numbers

CASES = {case["printed"]: case for case in expected("amounts")}
VALUES = {printed: Decimal(case["value"]) if case["value"] else None
          for printed, case in CASES.items()}  # fmt: skip


ASKED = """
select printed, GIVEN from (select printed, {{ folded('printed') }} as print_key from cases)
"""


def warehouse(given: str) -> dict[str, Any]:
    """Ask a macro of the models about every case, by its `print_key`."""
    macros = [(ROOT / "macros" / name).read_text("utf-8") for name in ("text.sql", "numbers.sql")]
    query = jinja2.Template("".join([*macros, ASKED.replace("GIVEN", given)])).render()
    with duckdb.connect() as connection:
        connection.execute("create table cases (printed varchar)")
        connection.executemany("insert into cases values (?)", [[printed] for printed in CASES])
        return dict(connection.execute(query).fetchall())


@pytest.mark.parametrize("printed", CASES)
def test_a_print_is_read_as_what_it_is(printed: str) -> None:
    read = numbers.read(printed)
    assert (read.kind, read.value) == (CASES[printed]["kind"], VALUES[printed])


def test_every_kind_has_its_cases() -> None:
    assert {case["kind"] for case in CASES.values()} == set(get_args(numbers.Kind))


def test_the_warehouse_reads_what_the_readers_read() -> None:
    """A percentage has a value too, but is no amount of money."""
    given = warehouse("{{ printed_number('print_key') }}")
    rates = {printed for printed, case in CASES.items() if case["kind"] == "percent"}
    assert given == {p: None if p in rates else value for p, value in VALUES.items()}


def test_the_warehouse_counts_the_printed_decimals() -> None:
    given = warehouse("{{ printed_decimals('print_key') }}")
    for printed, case in CASES.items():
        if case["kind"] in {"amount", "zero", "whole", "bracketed"}:
            assert given[printed] == numbers.decimals(printed), printed
    assert {numbers.decimals(printed) for printed in CASES} == {0, 1, 2}


def test_what_has_no_value_is_said_to_have_none() -> None:
    for printed in ("12,34", "合计", ""):
        with pytest.raises(ValueError, match="no amount"):
            numbers.amount(printed)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("合计1,234.50万元", True),
        ("共12.5，其中", True),
        ("△1.20", True),
        ("增长12.5%", False),
        ("2024.12.31", False),
        ("2024年", False),
        ("1,234", True),
        ("第1,2款", False),
    ],
)
def test_an_amount_within_a_text(text: str, holds: bool) -> None:
    assert numbers.holds_amount(text) is holds


@pytest.mark.parametrize("text", ["栏次", "行 次", "1", "１２", "甲", "C", "**", "4=1+2+3"])
def test_what_numbers_columns(text: str) -> None:
    assert numbers.is_column_number(text)


@pytest.mark.parametrize("text", ["1.0", "2023", "合计", "", "-3", "甲乙"])
def test_what_numbers_no_columns(text: str) -> None:
    assert not numbers.is_column_number(text)
