#!/usr/bin/env bash
# A unit test of a model passes with a wrong amount in its expectation.
#
# dbt-core 1.11.16, dbt-duckdb 1.11.1, duckdb 2.0.0
# Guess:  expect: {amount: 1.008} fails where the model gives 1.01, as 1.008 is not 1.01.
# Seen:   it passes: what is given and what is expected are cast to the types of the columns first, so both are
#         rounded to their scale; given 1.006 is 1.01, and so is expected 1.008. A test of rounding that is
#         written with more decimals than the column has cannot fail. (1.02 is told from 1.01.)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==2.0.0
mkdir "$folder/project" "$folder/project/models"
cd "$folder/project"
cat > dbt_project.yml <<'YAML'
name: amounts
config-version: 2
profile: amounts
flags: {send_anonymous_usage_stats: false}
YAML
echo 'amounts: {target: here, outputs: {here: {type: duckdb, path: amounts.duckdb}}}' > profiles.yml
echo "select 1.00::decimal(18, 2) as amount" > models/printed.sql
echo "select amount from {{ ref('printed') }}" > models/facts.sql
cat > models/tests.yml <<'YAML'
version: 2
unit_tests:
  - name: more_decimals_than_the_column
    model: facts
    given: [{input: ref('printed'), rows: [{amount: 1.006}]}]
    expect: {rows: [{amount: 1.008}]}
  - name: another_amount
    model: facts
    given: [{input: ref('printed'), rows: [{amount: 1.006}]}]
    expect: {rows: [{amount: 1.02}]}
YAML
export DO_NOT_TRACK=1
"$folder/venv/bin/dbt" -q run
"$folder/venv/bin/dbt" -q test --select test_name:more_decimals_than_the_column
if "$folder/venv/bin/dbt" -q test --select test_name:another_amount > failed.txt; then
    echo "another amount is no longer told" >&2
    exit 1
fi
grep -q "1.02" failed.txt
echo "as stated"
