"""Scans of documents: pages drawn, turned, blurred, made noisy, and stored as images."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True)
class Scanner:
    """How badly a page is scanned: resolution, skew in degrees, blur, noise, JPEG quality."""

    dpi: int = 200
    angle: float = 0.7
    blur: float = 0.0
    noise: float = 6.0
    quality: int = 80


def scan(source: Path, numbers: Iterable[int], target: Path, scanner: Scanner) -> Path:
    """Scan some pages of a PDF, numbered from 1, into a PDF that has no text."""
    document = pypdfium2.PdfDocument(source)
    canvas = Canvas(str(target))
    for number in numbers:
        page = document[number - 1]
        drawn = page.render(scale=scanner.dpi / 72, grayscale=True).to_numpy()
        _, jpeg = cv2.imencode(
            ".jpg", worn(drawn, scanner, number), [cv2.IMWRITE_JPEG_QUALITY, scanner.quality]
        )
        canvas.setPageSize(page.get_size())
        canvas.drawImage(ImageReader(BytesIO(jpeg.tobytes())), 0, 0, *page.get_size())
        canvas.showPage()
    document.close()
    canvas.save()
    return target


def worn(drawn: np.ndarray, scanner: Scanner, seed: int) -> np.ndarray:
    """Turn, blur and dirty one drawn page."""
    height, width = drawn.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), scanner.angle, 1.0)
    page = cv2.warpAffine(drawn, turn, (width, height), borderValue=(255,)).astype(np.float32)
    if scanner.blur:
        page = cv2.GaussianBlur(page, (0, 0), scanner.blur)
    page = 20 + page * 0.88 + np.random.default_rng(seed).normal(0, scanner.noise, page.shape)
    return np.clip(page, 0, 255).astype(np.uint8)
