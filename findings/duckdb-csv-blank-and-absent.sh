#!/usr/bin/env bash
# A blank cell and an absent one are told apart when a CSV is written, and no longer when it is read.
#
# duckdb 2.0.0
# Guess:  COPY … TO writes an empty text as "" and a null as nothing, so that read_csv can give back both; what
#         one writes with the defaults, one reads with the defaults.
# Seen:   both come back as null. With allow_quoted_nulls = false they come back as they were.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check duckdb==2.0.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from pathlib import Path

import duckdb

duckdb.sql("copy (select 1 as row_no, null::varchar as absent, '' as blank) to 'cells.csv'")
assert Path("cells.csv").read_text() == 'row_no,absent,blank\n1,,""\n'
told = duckdb.sql("select absent, blank from read_csv('cells.csv')").fetchall()
kept = duckdb.sql(
    "select absent, blank from read_csv('cells.csv', allow_quoted_nulls = false)"
).fetchall()
print(told, kept)
assert told == [(None, None)] and kept == [(None, "")], (told, kept)
PYTHON
echo "as stated"
