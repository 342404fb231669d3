#!/usr/bin/env bash
# An old workbook of which the end is missing is no error of the kind that xlrd says it raises.
#
# xlrd 2.0.2 (written with xlwt 1.3.0)
# Guess:  whatever is wrong with a file, open_workbook raises XLRDError, the one exception that is exported and
#         described.
# Seen:   cut in half, the file raises IndexError; cut a little before its end, struct.error. Neither is an XLRDError, nor
#         is CompDocError, which other cuts raise. A batch that catches what is described ends at the first download that broke off.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check xlrd==2.0.2 xlwt==1.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import os
import struct

import xlrd
import xlwt

book = xlwt.Workbook()
sheet = book.add_sheet("收支总表")
for row in range(400):
    sheet.write(row, 0, f"项目{row}")
    sheet.write(row, 1, row + 0.25)
file = io.BytesIO()
book.save(file)
assert xlrd.open_workbook(file_contents=file.getvalue()).sheet_by_index(0).nrows == 400


def raised(part):
    try:
        with open(os.devnull, "w") as quiet:
            xlrd.open_workbook(file_contents=file.getvalue()[: int(part * file.tell())], logfile=quiet)
    except Exception as error:
        return type(error)


kinds = [raised(0.5), raised(0.98)]
print(kinds)
assert kinds == [IndexError, struct.error], kinds
assert not any(issubclass(kind, xlrd.XLRDError) for kind in [*kinds, xlrd.compdoc.CompDocError])
PYTHON
echo "as stated"
