#!/usr/bin/env bash
# Amounts that a form protects, and rows that repeat, are not there.
#
# python-docx 1.2.0
# Guess:  a table's rows and a cell's text are what Word shows: content controls (the fields of a form that one
#         fills in) and insertions under tracked changes are part of it.
# Seen:   the text of a control within a paragraph and of an insertion is left out (the cell reads as empty), and
#         a row within a control is no row of the table at all. Nothing is raised. Deleted text is left out, too,
#         so that a changed amount is neither the old nor the new one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-docx==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def element(text):
    return parse_xml(text.replace(">", f" {nsdecls('w')}>", 1))  # of the outermost tag


run = "<w:r><w:t>{}</w:t></w:r>"
cell = "<w:tc><w:p>" + run + "</w:p></w:tc>"
document = docx.Document()
table = document.add_table(2, 2)
table.cell(0, 0).text, table.cell(0, 1).text = "项目", "12.50"
name, amount = (c.paragraphs[0]._p for c in table.rows[1].cells)
name.append(element(f"<w:sdt><w:sdtContent>{run.format('基本支出')}</w:sdtContent></w:sdt>"))
deletion = '<w:del w:id="1" w:author="a"><w:r><w:delText>9.90</w:delText></w:r></w:del>'
insertion = f'<w:ins w:id="2" w:author="a">{run.format("3.40")}</w:ins>'
amount.append(element(deletion))
amount.append(element(insertion))
row = f"<w:tr>{cell.format('项目支出')}{cell.format('5.00')}</w:tr>"
table._tbl.append(element(f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>"))
file = io.BytesIO()
document.save(file)
rows = [[c.text for c in r.cells] for r in docx.Document(file).tables[0].rows]
print(rows)
assert rows == [["项目", "12.50"], ["", ""]], rows
PYTHON
echo "as stated"
