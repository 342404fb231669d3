#!/usr/bin/env bash
# The median of exact amounts is not exact.
#
# duckdb 2.0.0
# Guess:  the median of 1.1 and 1.2 is 1.15; where a DECIMAL(10,1) cannot hold that, the result is wider, as for
#         a sum, or at least rounded, as in a cast.
# Seen:   the result keeps the type of its input and the half is cut off: 1.1, for quantile_cont(x, 0.5) too. Of
#         a column of doubles both give 1.15. Medians of amounts in whole 万元 may be off by half a 万元.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.0
"$folder/venv/bin/python" - <<'PYTHON'
from decimal import Decimal

import duckdb

[row] = duckdb.sql(
    "select median(x), typeof(median(x)), quantile_cont(x, 0.5), median(x::double), 1.15::decimal(10, 1)"
    " from (values (1.1::decimal(10, 1)), (1.2)) as amounts(x)"
).fetchall()
print(row)
assert row == (Decimal("1.1"), "DECIMAL(10,1)", Decimal("1.1"), 1.15, Decimal("1.2")), row
PYTHON
echo "as stated"
