"""The readers of workbooks, Word files and web pages, by the format found in the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from extract.files.find import Limits
from extract.readers import web, word
from extract.readers.excel import sheets
from extract.types import Page

READERS: Mapping[str, Callable[[Path, Limits], tuple[Page, ...]]] = {
    "xlsx": sheets.read,
    "xls": sheets.read,
    "docx": word.read,
    "html": web.read,
}
