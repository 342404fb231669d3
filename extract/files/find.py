"""Find documents on disk, fingerprint them, and tell by their content what they are.

The name of a file proves nothing: portals save HTML under `.pdf` and spreadsheets under `.xls`
that are HTML tables. So the first bytes decide, and for containers the names inside them.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import struct
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from extract.errors import UnreadableDocument
from extract.types import Outcome, Source

HEAD_BYTES = 64 * 1024
DAMAGED = "\ufffd"
CHUNK_BYTES = 1024 * 1024
SKIPPED_NAMES = frozenset({"MANIFEST.csv", "Thumbs.db", "desktop.ini"})

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

# The streams that tell one OLE2 file from another. The first one in the directory counts: a Word
# file may embed a workbook, and the other way round.
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

REFUSALS = {
    "empty": ("rejected", "the file is empty"),
    "doc": ("rejected", "old Word binary format (.doc); save it as .docx or PDF"),
    "encrypted": ("needs_password", "the workbook or document is encrypted: it needs a password"),
    "xlsb": ("rejected", "binary workbook (.xlsb); save it as .xlsx"),
    "image": ("needs_ocr", "an image without text: its figures must be recognised first"),
    "ofd": ("rejected", "OFD, a page format no reader here knows; save it as PDF"),
    "rtf": ("rejected", "Rich Text Format; save it as .docx or PDF"),
    "archive": ("rejected", "an archive of files; unpack it first"),
    "cut": ("rejected", "a part of a .docx or .xlsx: its end is missing; fetch it again"),
    "ole2": ("rejected", "an OLE2 file that holds neither a workbook nor a Word document"),
    "unknown": ("rejected", "neither PDF, Excel, Word, HTML nor text"),
}


@dataclass(frozen=True)
class Limits:
    """What one document may cost; beyond it the document is refused, not the batch.

    A workbook of real figures unpacks to 5 to 30 times its size, one padded with formatted blank
    rows to 150 times; a bomb to 300 and more.
    """

    seconds: float = 300.0
    # Recognising a page takes as long as reading a hundred: where it is installed, there is more.
    ocr_patience: float = 4.0
    memory_bytes: int = 4 * 1024**3
    file_bytes: int = 256 * 1024**2
    unpacked_bytes: int = 512 * 1024**2
    unpack_ratio: float = 200.0
    unpack_ratio_from_bytes: int = 16 * 1024**2
    pages: int = 2000
    # What is beyond is left as it is, and said to be.
    recognised_pages: int = 120
    cells: int = 1_000_000

    def seconds_for(self, source: Source) -> float:
        """Return how long one document may take."""
        patient = source.format in {"pdf", "image"} and can_recognise()
        return self.seconds * (self.ocr_patience if patient else 1.0)


DEFAULT_LIMITS = Limits()


@cache
def can_recognise() -> bool:
    """Tell whether the extra `ocr` is installed, by which images become text."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def find(paths: Iterable[Path]) -> list[Source]:
    """Find every document in the given files and folders, sorted by path.

    Hidden files, Office lock files and manifests are skipped, and a folder is entered once even
    if symbolic links lead back to it. A file that cannot be read is a Source of the format
    `unreadable`; `refusal` gives its reason. Nothing is raised.
    """
    seen: set[tuple[int, int]] = set()
    found = {path.absolute(): path for given in paths for path in _walk(given, seen)}
    return [examine(path) for _, path in sorted(found.items())]


def examine(path: Path) -> Source:
    """Fingerprint one file and detect its format.

    The sha256 of an unreadable file is that of its path: it needs a key, and has no content.
    """
    try:
        with _open(path) as file:
            head = file.read(HEAD_BYTES)
            format_ = detect_format(head, file)
            sha256, size = _fingerprint(file)
    except OSError:
        key = hashlib.sha256(b"unreadable\0" + os.fsencode(path.absolute())).hexdigest()
        return Source(path, printable_name(path), key, 0, "unreadable")
    return Source(path, printable_name(path), sha256, size, format_)


def refusal(source: Source) -> Outcome | None:
    """Say why no reader takes this document; None where one does."""
    if source.format == "unreadable":
        return Outcome("read", "rejected", f"the file cannot be read: {_why_unreadable(source)}")
    if source.format not in REFUSALS or (source.format == "image" and can_recognise()):
        return None
    return Outcome("read", *REFUSALS[source.format])


def detect_format(head: bytes, file: BinaryIO | None = None) -> str:
    """Tell the format from the first bytes of a file, and for containers from the open `file`.

    One of pdf, xlsx, docx, xls, html, text (which readers take), or a key of REFUSALS.
    """
    if not head.strip(b"\0\t\n\r "):
        return "empty"
    if HTML_START.match(_ascii_view(head)):
        return "html"
    if b"%PDF" in head[:PDF_WITHIN]:
        return "pdf"
    if head.startswith(ZIP_MAGIC):
        return _zip_format(file)
    if head.startswith(OLE2_MAGIC):
        return _ole2_format(file)
    known = next((format_ for magic, format_ in MAGIC.items() if head.startswith(magic)), None)
    return known or ("text" if encoding_of(head) else "unknown")


def encoding_of(head: bytes) -> str | None:
    """Name the encoding of a Chinese text by its first bytes; None if it is no text.

    A byte order mark decides, then what decodes without a flaw: UTF-8, then GB18030 (which holds
    GBK and GB2312); then what decodes with few.
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if head.startswith(mark):
            return name
    names = (*_utf_16_without_mark(head), "utf-8", "gb18030")
    for name, errors in ((name, errors) for errors in ("strict", "replace") for name in names):
        try:
            text = codecs.getincrementaldecoder(name)(errors).decode(head)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return name
    return None


def decode(data: bytes) -> str:
    """Decode a whole text file, its lines ended by line feeds.

    What is no letter (one cut in two, a flaw of the disk) becomes U+FFFD. Raises
    UnreadableDocument where the bytes are no text.
    """
    name = encoding_of(data[:HEAD_BYTES])
    text = data.decode(name, errors="replace") if name else ""
    if name is None or not _reads_as_text(text):
        raise UnreadableDocument("rejected", "the bytes are no text in UTF-8, UTF-16 or GB18030")
    return text.replace("\0", DAMAGED).replace("\r\n", "\n").replace("\r", "\n")


def damage(text: str) -> str | None:
    """Say what of a decoded text is lost; None where nothing is."""
    if text.endswith(DAMAGED):
        return "broken off within a letter: the end is missing"
    count = text.count(DAMAGED)
    return f"damaged, letters lost: {count}" if count else None


def printable_name(path: Path) -> str:
    """Give the name of a file as text, also where the disk holds it in GB18030 (old archives)."""
    raw = os.fsencode(path.name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _walk(path: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield a file, or all files below a folder; a folder that cannot be listed yields itself."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        if (status.st_dev, status.st_ino) in seen:
            return
        inside = sorted(child for child in path.iterdir() if not _is_skipped(child.name))
    except OSError:
        yield path
        return
    seen.add((status.st_dev, status.st_ino))
    for child in inside:
        yield from _walk(child, seen)


def _is_skipped(name: str) -> bool:
    return name.startswith((".", "~$")) or name in SKIPPED_NAMES


def _open(path: Path) -> BufferedReader:
    # A named pipe would block for ever, and a device may never end.
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise OSError("not a regular file")
    return path.open("rb")


def _why_unreadable(source: Source) -> str:
    try:
        if source.path.is_dir():
            next(source.path.iterdir(), None)
        else:
            _open(source.path).close()
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return "it could not be opened when the documents were listed"


def _fingerprint(file: BufferedReader) -> tuple[str, int]:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")
    return digest.hexdigest(), file.tell()


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
    """Find the first known stream among the directory entries, which start every 128 bytes."""
    if file is None:
        return "ole2"
    wanted = {(name + "\0").encode("utf-16-le"): f for name, f in OLE2_STREAMS.items()}
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        hits = [
            (at, format_)
            for name, format_ in wanted.items()
            for at in _occurrences(chunk, name)
            if at % 128 == 0
        ]
        if hits:
            return min(hits)[1]
    return "ole2"


def _occurrences(chunk: bytes, name: bytes) -> Iterator[int]:
    at = chunk.find(name)
    while at >= 0:
        yield at
        at = chunk.find(name, at + 1)


def _ascii_view(head: bytes) -> bytes:
    """Show the ASCII in a head, for finding tags: every Chinese encoding keeps ASCII as it is."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", errors="replace").encode("ascii", errors="replace")
    for name in _utf_16_without_mark(head):
        return head.decode(name, errors="replace").encode("ascii", errors="replace")
    return head.removeprefix(codecs.BOM_UTF8)


def _utf_16_without_mark(head: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark shows by NULs on one side of its ASCII, more than a flaw has."""
    even, odd = head[0:512:2].count(0), head[1:512:2].count(0)
    if abs(even - odd) * 50 < len(head[:512]):
        return ()
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _reads_as_text(text: str) -> bool:
    flaws = sum(ch == DAMAGED or (ch < " " and ch not in "\t\n\r\f\v") for ch in text)
    return flaws * 100 <= len(text) + 100
