"""Tell by its content what a file is.

The name of a file proves nothing: portals save HTML under `.pdf` and spreadsheets under `.xls`
that are HTML tables. So the first bytes decide, and for containers the names inside them.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
from typing import BinaryIO

import olefile

from extract.files.encodings import ascii_view, encoding_of

PDF_WITHIN = 1024
ZIP_MAGIC = b"PK\x03\x04"
OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = {
    b"\x89PNG\r\n": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"II*\0": "image",
    b"MM\0*": "image",
    b"Rar!\x1a\x07": "archive",
    b"7z\xbc\xaf\x27\x1c": "archive",
    b"\x1f\x8b\x08": "archive",
    b"{\\rtf": "rtf",
}
HTML_START = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|base|div|table|p|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)

# The streams that tell one OLE2 file from another.
OLE2_STREAMS = {
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "doc",
    "EncryptedPackage": "encrypted",
    "PowerPoint Document": "ole2",
}
ZIP_MEMBERS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "OFD.xml": "ofd",
}
CENTRAL_DIRECTORY_BYTES = 4 * 1024 * 1024


def detect_format(head: bytes, file: BinaryIO | None = None) -> str:
    """Tell the format from the first bytes of a file, and for containers from the open `file`.

    One of pdf, xlsx, docx, xls, html, text (which readers take), or one that no reader takes.
    """
    if not head.strip(b"\0\t\n\r "):
        return "empty"
    if HTML_START.match(ascii_view(head)):
        return "html"
    if b"%PDF" in head[:PDF_WITHIN]:
        return "pdf"
    if head.startswith(ZIP_MAGIC):
        return _zip_format(file)
    if head.startswith(OLE2_MAGIC):
        return _ole2_format(file)
    known = next((format_ for magic, format_ in MAGIC.items() if head.startswith(magic)), None)
    return known or ("text" if encoding_of(head) else "unknown")


def _zip_format(file: BinaryIO | None) -> str:
    """Look into a zip container, unless its list of contents is itself too long to read."""
    if file is None or _central_directory_bytes(file) > CENTRAL_DIRECTORY_BYTES:
        return "archive"
    if not zipfile.is_zipfile(file):
        return "cut"
    try:
        with zipfile.ZipFile(file) as container:
            # Some writers use backslashes, and case is not kept by all.
            names = {name.replace("\\", "/").lower() for name in container.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return "unknown"
    return next((f for name, f in ZIP_MEMBERS.items() if name.lower() in names), "archive")


def _central_directory_bytes(file: BinaryIO) -> int:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        return 0
    size: int = struct.unpack_from("<I", tail, at + 12)[0]
    return size


def _ole2_format(file: BinaryIO | None) -> str:
    """Look for a stream of a known name at the top of the container, not in what it embeds."""
    if file is None:
        return "ole2"
    try:
        file.seek(0)
        with olefile.OleFileIO(file) as container:
            return next((f for name, f in OLE2_STREAMS.items() if container.exists(name)), "ole2")
    except (OSError, ValueError, LookupError, struct.error, TypeError, AttributeError):
        return "cut"
