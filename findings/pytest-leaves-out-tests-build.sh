#!/usr/bin/env bash
# Tests in a folder named after the room they test are not run, and the suite is green.
#
# pytest 9.2.0
# Guess:  testpaths = ["tests"] runs every test_*.py under tests/, whatever its folders are called; what a tool
#         leaves out for being made by a build is told by where it stands, not by its name alone.
# Seen:   tests/build/ (and tests/dist/) are never looked into: norecursedirs names build by default, for the
#         folder that setuptools makes at the top. Nothing is said; the failing test below is no failure. Named on
#         the command line, the same folder is run.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pytest==9.2.0
mkdir -p "$folder/project/tests/build" "$folder/project/tests/release"
cd "$folder/project"
printf '[pytest]\ntestpaths = tests\n' > pytest.ini
echo 'def test_release(): pass' > tests/release/test_release.py
echo 'def test_build(): assert False' > tests/build/test_build.py
"$folder/venv/bin/pytest" -q | tee run.txt
grep -q "^1 passed" run.txt
if "$folder/venv/bin/pytest" -q tests/build > named.txt; then
    echo "the folder named on the command line passed" >&2
    exit 1
fi
grep -q "1 failed" named.txt
echo "as stated"
