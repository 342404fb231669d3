"""How a dump prints things: its lines, and the words, figures, codes and numerals on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from extract.numbers import folded, is_amount, read

CODE = re.compile(r"\d{1,25}")
NUMERAL = re.compile(r"([(（]?)([一二三四五六七八九十]+)[)）、]")
DIGITS, TEN = "一二三四五六七八九", 10


@dataclass(frozen=True)
class TextLine:
    """A line of the dump with its number, counted from 1 over the whole file."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """Where the line stands, as cells and lines name it."""
        return f"L{self.number}"


@dataclass(frozen=True)
class Word:
    """A word of a line, and what it can be; `first` tells that it opens the line."""

    text: str
    line: TextLine
    kind: Literal["figure", "code", "text"]
    first: bool


def is_code(text: str) -> bool:
    """Tell a run of digits, as codes of units, classes and projects are."""
    return bool(CODE.fullmatch(text))


def numeral(label: str) -> tuple[str, int]:
    """Read the number of a label, 十一、 or （十一）: its style and value, 0 if there is none."""
    match = NUMERAL.match(label)
    if not match:
        return "", 0
    tens, _, units = match[2].rpartition("十")
    value = DIGITS.find(units) + 1 if units else 0
    if "十" in match[2]:
        value += TEN * (DIGITS.find(tens) + 1 if tens else 1)
    return match[1] and "(", value


def is_index_row(texts: Iterable[str]) -> bool:
    """Tell a row that only numbers the columns (栏次 1 2 3)."""
    filled = [text for text in texts if text]
    numbers = [int(text) for text in filled if is_code(text)]
    words = {folded(text) for text in filled if not is_code(text)}
    return bool(numbers) and numbers == list(range(1, len(numbers) + 1)) and words <= {"栏次"}


def words_of(line: TextLine) -> list[Word]:
    """Split a line into words; behind an amount, a whole number is an amount too."""
    words: list[Word] = []
    for text in _joined_up(line.text.split()):
        kind: Literal["figure", "code", "text"] = "code" if is_code(text) else "text"
        behind = bool(words) and words[-1].kind == "figure"
        if is_amount(text) or (behind and read(text).kind == "whole"):
            kind = "figure"
        words.append(Word(text, line, kind, not words))
    return words


def _joined_up(parts: Iterable[str]) -> list[str]:
    """Join letters that were spaced out to fill a cell: 本 年 收 入."""
    words: list[str] = []
    spaced = False
    for part in parts:
        single = len(part) == 1 and not part.isascii()
        if single and spaced:
            words[-1] += part
        else:
            words.append(part)
        spaced = single
    return words
