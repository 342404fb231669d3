"""Finding documents: every file is met once, and told apart by what it holds."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest
from conftest import DOCUMENTS

from extract import read
from extract.errors import UnreadableDocument
from extract.files.encodings import DAMAGED, HEAD_BYTES, damage, decode
from extract.files.find import find, printable_name
from extract.files.formats import MAGIC, OLE2_MAGIC, OLE2_STREAMS, ZIP_MEMBERS, detect_format
from extract.read import FORMATS, reader_of, refusal
from extract.types import Source

needs_shared = pytest.mark.usefixtures("shared_documents")

# Folders of the shared documents whose files are what their names say, but for a few odd ones.
KINDS = ("text", "pdf", "office", "bad")

CHINESE = "2025年部门预算公开，单位：万元"


def zipped(*names: str) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as container:
        for name in names:
            container.writestr(name, "x")
    file.seek(0)
    return file


def ole2(*streams: str) -> io.BytesIO:
    """Write a container of empty streams; one below `ObjectPool/` belongs to an embedded file."""
    none, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [("Root Entry", 5, none, 1)]
    for number, stream in enumerate(streams, start=1):
        following = number + 1 if number < len(streams) else none
        _, _, embedded = stream.rpartition("ObjectPool/")
        kind, child = (1, len(streams) + 1) if embedded != stream else (2, none)
        entries.append(("ObjectPool" if kind == 1 else stream, kind, following, child))
    entries += [(s.removeprefix("ObjectPool/"), 2, none, none) for s in streams if "/" in s]
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I36xIQ", 2 * len(name) + 2, kind, 1, none, right, child, end, 0)
        for name, kind, right, child in entries
    )
    sectors = -(-len(directory) // 512)
    chain = [fat, *range(2, sectors + 1), end]
    header = struct.pack("<16xHHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0,
                         end, 0, 0)  # fmt: skip
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    head = (OLE2_MAGIC + header).ljust(512, b"\xff")
    return io.BytesIO(head + table + directory.ljust(512 * sectors, b"\0"))


def format_of(data: bytes | io.BytesIO) -> str:
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    return detect_format(file.read(HEAD_BYTES), file)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4", "pdf"),
        (b"", "empty"),
        (b"\0" * 100, "empty"),
        (b" \r\n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"Rar!\x1a\x07\x01\0", "archive"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (bytes(range(256)) * 8, "unknown"),
        (CHINESE.encode(), "text"),
        (CHINESE.encode("gb18030"), "text"),
        (CHINESE.encode("utf-16"), "text"),
        (b"\xfe\xff" + CHINESE.encode("utf-16-be"), "text"),
        (CHINESE.encode("utf-16-le"), "text"),
        ("表\t1.20\n".encode() * 9000, "text"),
    ],
)
def test_format_by_content(data: bytes, expected: str) -> None:
    assert format_of(data) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><html>",
        "\n<!-- 模板 -->\n<HTML>",
        "<table border=1>",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
    ],
)
def test_html_in_every_encoding(start: str, encoding: str) -> None:
    assert format_of(f"{start}<p>{CHINESE}%PDF</p>".encode(encoding)) == "html"


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zipped("预算.pdf", "决算.xlsx"), "archive"),
        (ole2("Workbook"), "xls"),
        (ole2("Book"), "xls"),
        (ole2("ObjectPool/Workbook", "WordDocument"), "doc"),
        (ole2("ObjectPool/WordDocument", "1Table", "2", "3", "Workbook"), "xls"),
        (ole2("EncryptedPackage"), "encrypted"),
        (ole2("Contents"), "ole2"),
    ],
)
def test_containers_by_what_is_inside(file: io.BytesIO, expected: str) -> None:
    assert format_of(file) == expected


def test_a_cut_off_zip_says_that_its_end_is_missing() -> None:
    whole = zipped("xl/workbook.xml").getvalue()
    assert format_of(whole[: len(whole) // 2]) == "cut"


def test_a_cut_off_ole2_file_says_that_its_end_is_missing() -> None:
    whole = ole2("Workbook", "2", "3", "4", "5").getvalue()
    assert [format_of(whole[:size]) for size in (300, 600, 1100)] == ["cut"] * 3


def test_find_sorts_skips_and_fingerprints(tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "决算.txt").write_text(CHINESE, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    for name in ("MANIFEST.csv", ".hidden.pdf", "~$b.docx", ".git/config", "a/MANIFEST.csv"):
        (tmp_path / name).write_bytes(b"x")
    found = find([tmp_path, tmp_path / "b.pdf", tmp_path / "a"])
    assert [source.file_name for source in found] == ["决算.txt", "b.pdf"]
    assert found[1].sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert (found[1].byte_size, found[1].format) == (8, "pdf")
    assert found[1].document_id == found[1].sha256[:16]


def test_symlink_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [source.file_name for source in find([tmp_path])] == ["a.txt"]


def test_unreadable_files_are_outcomes_not_errors(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").symlink_to(tmp_path / "nowhere.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    found = find([tmp_path, tmp_path / "missing.pdf"])
    assert [source.format for source in found] == ["unreadable"] * 3
    assert len({source.document_id for source in found}) == 3
    reasons = [outcome.reason for source in found if (outcome := refusal(source))]
    assert reasons == [
        "the file cannot be read: no such file or directory",
        "the file cannot be read: no such file or directory",
        "the file cannot be read: not a regular file",
    ]


def test_a_file_nobody_may_open(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may open every file")
    outcome = refusal(find([path])[0])
    assert outcome is not None
    assert outcome.reason == "the file cannot be read: permission denied"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format_is_read_or_refused(format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "can_recognise", lambda: False)
    outcome = refusal(Source(Path("x"), "x", "0" * 64, 1, format_))
    if format_ in {"pdf", "xlsx", "xls", "docx", "html", "text"}:
        assert outcome is None
        assert callable(reader_of(format_))
    else:
        assert outcome is not None
        assert outcome.outcome in {"rejected", "needs_password", "needs_ocr"}


def test_every_format_that_is_told_apart_has_its_row() -> None:
    told = {*MAGIC.values(), *ZIP_MEMBERS.values(), *OLE2_STREAMS.values()}
    told |= {"empty", "html", "pdf", "text", "archive", "cut", "unknown", "ole2"}
    assert told == set(FORMATS)


def test_a_name_in_gb18030_becomes_text() -> None:
    path = Path(os.fsdecode("决算.pdf".encode("gb18030")))
    assert printable_name(path) == "决算.pdf"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_decode(encoding: str) -> None:
    assert decode((CHINESE * 50).encode(encoding)) == CHINESE * 50


def test_decode_refuses_what_is_no_text() -> None:
    for data in (
        bytes(range(256)),
        "预算".encode() * 9 + bytes(200),
        CHINESE.encode() + b"\xff" * 90,
    ):
        with pytest.raises(UnreadableDocument, match="no text"):
            decode(data)


def test_a_damaged_text_says_what_is_lost() -> None:
    whole = (CHINESE * 50).encode()
    assert damage(decode(whole)) is None
    cut = decode(whole[:-1])
    assert cut[:-1] == (CHINESE * 50)[:-1]
    assert damage(cut).startswith("broken off")
    flawed = decode(whole[:90] + b"\0\xff" + whole[90:])
    assert flawed.replace(DAMAGED, "") == CHINESE * 50
    assert damage(flawed) == "damaged, letters lost: 2"


@needs_shared
def test_formats_of_the_shared_documents() -> None:
    by_name = {source.file_name: source for source in find([DOCUMENTS / name for name in KINDS])}
    suffixes = {".pdf": "pdf", ".txt": "text", ".xlsx": "xlsx", ".docx": "docx", ".html": "html"}
    odd = {"empty.pdf": "empty", "error-500.pdf": "html"}
    for name, source in by_name.items():
        assert source.format == odd.get(name, suffixes[Path(name).suffix]), name
    copy, original = "same-as-2024-accounts-jiaozuo.pdf", "2024-accounts-jiaozuo.pdf"
    assert by_name[copy].document_id == by_name[original].document_id
    assert (
        by_name[copy].sha256 == hashlib.sha256((DOCUMENTS / "bad" / copy).read_bytes()).hexdigest()
    )
