"""Tell the encoding of a Chinese text, decode it, and say what of it is lost."""

from __future__ import annotations

import codecs

from extract.errors import UnreadableDocument

# So much of a file tells what it is.
HEAD_BYTES = 64 * 1024
DAMAGED = "\ufffd"


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


def ascii_view(head: bytes) -> bytes:
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
