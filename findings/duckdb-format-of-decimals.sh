#!/usr/bin/env bash
# format() and printf() print another amount than the one they are given.
#
# duckdb 2.0.0
# Guess:  a DECIMAL is formatted digit by digit, so that an amount in yuan comes out as it is stored; a cast to
#         text does so.
# Seen:   both go through a double: 90071992547409.93 is printed ….94, and 9007199254740993.11 loses its last
#         digit and its cents. The sum of a province in yuan has as many digits. Cast to text instead.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb

[row] = duckdb.sql(
    "select format('{:.2f}', x), printf('%.2f', x), format('{:,.2f}', y), x::varchar, y::varchar"
    " from (select 90071992547409.93::decimal(20, 2) as x, 9007199254740993.11::decimal(20, 2) as y)"
).fetchall()
print(row)
assert row == (
    "90071992547409.94", "90071992547409.94", "9,007,199,254,740,994.00",
    "90071992547409.93", "9007199254740993.11",
), row
PYTHON
echo "as stated"
