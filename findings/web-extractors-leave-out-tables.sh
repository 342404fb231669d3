#!/usr/bin/env bash
# The tables of a disclosure that is a web page are taken for what surrounds an article.
#
# readability-lxml 0.8.1, trafilatura 1.12.2
# Guess:  the main content of a page that is prose and a table of amounts is both, wherever in the page's column
#         the table stands; trafilatura is told include_tables and favor_recall besides.
# Seen:   where the table has an element of its own beside the prose's, as content systems write it (classes text
#         and tables), both return the prose alone, without a word that something is missing. Put into the prose's
#         own element, the same table is kept by both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
    readability-lxml==0.8.1 lxml_html_clean==0.4.6 trafilatura==1.12.2
"$folder/venv/bin/python" - <<'PYTHON'
import readability
import trafilatura

ROWS = [("工资福利支出", "1,204.50"), ("商品和服务支出", "310.20"), ("对个人和家庭的补助", "88.80")]
table = "".join(f"<tr><td>{name}</td><td>{amount}</td></tr>" for name, amount in ROWS)
table = f"<table>{table}</table>"
prose = f"<p>{'按照规定，现将本部门本年度预算的编制情况和主要内容向社会公开，请各界监督。' * 5}</p>" * 4


def amounts_are_kept(column):
    page = f"<html><head><title>部门预算</title></head><body><div>{column}</div></body></html>"
    by_readability = readability.Document(page).summary()
    by_trafilatura = trafilatura.extract(page, include_tables=True, favor_recall=True)
    assert "主要内容" in by_readability and "主要内容" in by_trafilatura
    return "1,204.50" in by_readability, "1,204.50" in by_trafilatura


beside = amounts_are_kept(f'<div class="text">{prose}</div><div class="tables">{table}</div>')
within = amounts_are_kept(f'<div class="text">{prose}{table}</div>')
print(beside, within)
assert (beside, within) == ((False, False), (True, True)), (beside, within)
PYTHON
echo "as stated"
