"""What of a PDF is lost before it can be read: pages whose streams do not decode.

Readers draw what they can of a broken stream and say nothing, so that a page may lack half of its
figures. playa, which camelot reads with, notices: streams are compressed with a checksum.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import playa
import pypdfium2
import pypdfium2.raw as pdfium
from playa.page import Page
from playa.pdftypes import ContentStream, dict_value, list_value, stream_value

FONT_STREAMS = ("ToUnicode", "FontFile", "FontFile2", "FontFile3")


@dataclass(frozen=True)
class Flaws:
    """Pages, counted from 1, whose drawing or whose fonts are broken, and whether the file is.

    The letters of a page come from its fonts: with a broken one it may lack some, and look right.
    `elsewhere` tells flaws that belong to no page, as in the list of pages.
    """

    drawing: frozenset[int] = frozenset()
    fonts: frozenset[int] = frozenset()
    elsewhere: bool = False


class _Complaints(logging.Handler):
    """Counts what playa has to say of streams; it says it in its log only."""

    count = 0

    def emit(self, _: logging.LogRecord) -> None:
        self.count += 1


def find(path: Path, document: pypdfium2.PdfDocument) -> Flaws:
    """Find the flaws of a file that pdfium has opened as `document`.

    Where playa does not open it, it is asked about pdfium's clean copy.
    """
    log = logging.getLogger("playa")
    complaints, passed_on = _Complaints(), log.propagate
    log.addHandler(complaints)
    log.propagate = False
    try:
        return _flaws(path, len(document), complaints)
    except Exception:  # playa raises what its parsers raise
        with clean_copy(document) as copy:
            return replace(_flaws(copy, len(document), complaints), elsewhere=True)
    finally:
        log.removeHandler(complaints)
        log.propagate = passed_on


@contextmanager
def clean_copy(document: pypdfium2.PdfDocument) -> Iterator[Path]:
    """Let pdfium write what it made of a damaged or protected file; the copy is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.pdf"
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
        yield copy


def _flaws(path: Path, count: int, complaints: _Complaints) -> Flaws:
    known: dict[int, bool] = {}

    def broken(streams: Iterable[ContentStream]) -> bool:
        return not all([_decodes(stream, complaints, known) for stream in streams])

    with playa.open(path) as document:
        pages = dict(enumerate(document.pages, 1))
        elsewhere = complaints.count > 0 or len(pages) != count
        return Flaws(
            frozenset(number for number, page in pages.items() if broken(_drawing(page))),
            frozenset(number for number, page in pages.items() if broken(_fonts(page))),
            elsewhere,
        )


def _drawing(page: Page) -> Iterator[ContentStream]:
    """Yield what a page is drawn by: its contents, and the forms it draws."""
    yield from page.streams
    for value in _resources(page, "XObject").values():
        if (stream := stream_value(value)).get("Subtype") == "Form":
            yield stream


def _fonts(page: Page) -> Iterator[ContentStream]:
    """Yield the programs of a page's fonts, and their maps to Unicode."""
    for value in _resources(page, "Font").values():
        font = dict_value(value)
        under = [dict_value(each) for each in list_value(font.get("DescendantFonts", []))]
        kinds = [font, *(dict_value(each.get("FontDescriptor", {})) for each in [font, *under])]
        for kind in kinds:
            yield from (stream_value(kind[name]) for name in FONT_STREAMS if name in kind)


def _resources(page: Page, kind: str) -> Mapping[str, Any]:
    return dict_value(page.resources.get(kind, {}))


def _decodes(stream: ContentStream, complaints: _Complaints, known: dict[int, bool]) -> bool:
    """Tell whether a stream decodes without a complaint; a shared one is decoded once."""
    if stream.objid is not None and stream.objid in known:
        return known[stream.objid]
    before = complaints.count
    try:
        _ = stream.buffer
        decodes = complaints.count == before or not stream.rawdata
    except Exception:  # as above
        decodes = False
    if stream.objid is not None:
        known[stream.objid] = decodes
    return decodes
