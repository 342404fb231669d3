"""What a release consists of, and what is written beside its tables."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yujuesuan.database import DATABASE, opened
from yujuesuan.words import neutralised

FORMAT = "yujuesuan release 1"


def write_findings(folder: Path) -> None:
    """Write the findings for a spreadsheet, most serious first."""
    with opened(folder / DATABASE) as connection:
        result = connection.execute("select * from findings order by rank")
        names = [column[0] for column in result.description or ()]
        # With a byte order mark, without which Excel garbles Chinese.
        with (folder / "findings.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            writer.writerows([neutralised(value) for value in row] for row in result.fetchall())


def write_docs(page: Path, folder: Path, private: Sequence[Path]) -> None:
    """Publish dbt's documentation page without what differs from build to build or machine.

    `private` are folders of this machine whose names must not appear.
    """
    text = page.read_text(encoding="utf-8")
    for place in private:
        text = text.replace(str(place), ".")
    text = re.sub(r'("created_at": )[0-9.]+', r"\g<1>0", text)
    text = re.sub(r'("[a-z_]+_(?:at|id)": )"[0-9a-f-]{36}"', r'\g<1>""', text)
    text = re.sub(r'("[a-z_]+_at": )"[0-9T:.Z+-]+"', r'\g<1>"1970-01-01T00:00:00Z"', text)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.html").write_text(text, encoding="utf-8")


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Say what is in a release: `content`, and the size and sha256 of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256(path),
        }
        for path in files
    }
    text = json.dumps({"format": FORMAT, **content, "files": listed}, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    """Return the hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
