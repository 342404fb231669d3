#!/usr/bin/env bash
# An amount that Word hides stands in the web page made of the document, joined to the one that is shown.
#
# mammoth 1.13.0 (written with python-docx 1.2.0)
# Guess:  a run that is formatted as hidden, as last year's figure is left in many a form, is left out, or at
#         least told by a class or a message.
# Seen:   it is printed like all else: 12.50, hidden, and 13.00 become 12.5013.00, in HTML and as raw text, with no
#         message.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mammoth==1.13.0 python-docx==1.2.0
"$folder/venv/bin/python" - <<'PYTHON'
import io

import docx
import mammoth

document = docx.Document()
paragraph = document.add_paragraph("基本支出 ")
paragraph.add_run("12.50").font.hidden = True
paragraph.add_run("13.00")
file = io.BytesIO()
document.save(file)
page, raw = mammoth.convert_to_html(file), mammoth.extract_raw_text(file)
print(page.value, raw.value.strip(), page.messages)
assert "12.5013.00" in page.value and "12.5013.00" in raw.value and not page.messages
PYTHON
echo "as stated"
