"""The readers of workbooks, Word files and web pages, by the format found in the content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from extract import sheets, web, word
from extract.documents import Limits
from extract.types import Page

READERS: Mapping[str, Callable[[Path, Limits], tuple[Page, ...]]] = {
    "xlsx": sheets.read,
    "xls": sheets.read,
    "docx": word.read,
    "html": web.read,
}
