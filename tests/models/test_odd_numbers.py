"""Whatever is printed, no model raises: one document in which anything may stand costs nobody."""

from __future__ import annotations

import random
import re
from pathlib import Path

import duckdb
import pytest
from conftest import Built, ask, build_models, copy_document

# Digits that are no amounts, amounts at the end of what types hold, dates there are none of, and
# what means something to a regular expression.
ODD = (
    "0", "0.00", "-0", "△0", "(0)", "-5", ".5", "5.", "1.2.3", "1,2,3", "(1)(2)", "-", "", "%",
    "99999999999999999999", "123456789012345678", "999999999999999999.99", "年", "1e10", "１２３",
    "999999999999999.99999999", "△123456789012345.12345678", "0.000000000001", "1.000000000001",
    "0.00000000000000000000000000000000000001", "3.14159265358979323846264338327950288419716939",
    "1,234,567,890,123,456,789.00", "100%", "12345678901234%", "1234567890123456789%",
    "2024.13.45", "2099年99月", "20240000001234", "20240101", "00000000", "00000000000000000000",
    "2147483647", "2147483648", "-2147483648", "9223372036854775808",
    "170141183460469231731687303715884105728", "(", "[", "*", "+?", "\\", "{2}",
)  # fmt: skip
DIGITS = tuple(text for text in ODD if re.search("[0-9]", text))
# How often a number is replaced in each copy: where all are, little comes as far as the audit.
SHARES = (0.02, 0.1, 0.4)


def spoil(connection: duckdb.DuckDBPyConnection, document_id: str, share: float) -> None:
    """Put odd numbers in place of a share of those in cells, headers, captions and prose."""
    lots = random.Random(document_id)  # noqa: S311 - the same every time
    for table in ("cells", "header_cells", "captions", "lines"):
        rows = connection.execute(
            f"select rowid, text from raw.{table} where document_id = ? order by rowid",  # noqa: S608
            [document_id],
        ).fetchall()
        changed = []
        for row, text in rows:
            if table == "cells" and lots.random() < share / 4:
                changed.append((lots.choice(ODD), row))
            elif text:
                new = re.sub(
                    "[0-9][0-9,.]*",
                    lambda found: lots.choice(DIGITS) if lots.random() < share else found[0],
                    text,
                )
                changed += [(new, row)] if new != text else []
        for values in changed:
            connection.execute(f"update raw.{table} set text = ? where rowid = ?", values)  # noqa: S608


@pytest.mark.builds
def test_no_model_raises_on_odd_numbers(samples: Built, tmp_path: Path) -> None:
    landing = tmp_path / "landing.duckdb"
    landing.write_bytes(samples.landing.read_bytes())
    with duckdb.connect(str(landing)) as connection:
        given = connection.execute("select document_id from raw.files order by 1").fetchall()
        for number, (document_id,) in enumerate(given):
            for share in SHARES:
                copy = f"odd{number}{share:.2f}".replace(".", "").ljust(16, "0")
                copy_document(connection, document_id, copy)
                spoil(connection, copy, share)
    warehouse = build_models(tmp_path, "resource_type:seed resource_type:model")
    figures = dict(ask(warehouse, "select document_id, count(*) from main.figures group by all"))
    assert len([key for key in figures if key.startswith("odd")]) == len(given) * len(SHARES)
    # What is printed beyond any budget stands there without an amount.
    ((most, too_large, finest),) = ask(
        warehouse,
        """
        select
            max(abs(amount_yuan)),
            count(*) filter (where amount_yuan is null and printed_unit is not null),
            count(*) filter (where half_unit_yuan = 0)
        from main.figures
        """,
    )
    assert most < 10**16
    assert too_large > 0
    assert finest > 0
