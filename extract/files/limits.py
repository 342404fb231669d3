"""What one document may cost, and what this installation can do for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from extract.types import Source


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
