"""Tables in a dump without columns: a form's title, that form's header below it, then its body.

Nothing else marks a table there: cells stand on lines of their own or follow one another on a
line, and blank ones are gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.numbers import folded
from extract.readers.dump.forms import TITLED_LIKENESS, Form, is_label
from extract.readers.dump.words import TextLine, is_index_row, words_of

# Between the title and the header stand at most the number, the department and the unit; in a
# goals form the amounts stand between them.
CAPTION_REACH, GOALS_REACH = 6, 120
TITLE_LENGTH, PROSE_LENGTH = 40, 60
TABLE_END = re.compile(r"(预算|公开)?[0-9]{1,2}表$|(注|说明|备注):|第[一二三四五六七八九十]+部分")
BRACKETED = re.compile(r"\s*[(（].*[)）]\s*$")
DIGITS = re.compile(r"[\d.,%-]")
# 2025年预算数: the year is the disclosure's, the rest the form's.
YEAR = re.compile(r"\d{4}年度?")


@dataclass(frozen=True)
class BlanklessTable:
    """A table of a dump without blanks: its title and form, its header and body lines.

    `start` and `end` count the lines it takes. A form of goals has its header below its amounts, or
    no amounts at all; it is no table of columns.
    """

    title: str
    form: Form
    header: tuple[TextLine, ...]
    body: tuple[TextLine, ...]
    start: int
    end: int
    is_goals: bool = False


@dataclass(frozen=True)
class _Found:
    """A header found under the title in line `title`, and how well letters and order agree."""

    title: int
    start: int
    end: int
    form: Form
    likeness: float
    order: float

    @property
    def below_amounts(self) -> bool:
        """Whether so much stands between title and header that it is those of a goals form."""
        return self.start > self.title + CAPTION_REACH


def blankless_tables(
    lines: Sequence[TextLine], forms: Sequence[Form]
) -> tuple[BlanklessTable, ...]:
    """Find the tables of a form among lines, none of which is blank."""
    found = list(_headers(lines, forms))
    limits = [*(header.title for header in found[1:]), len(lines)]
    return tuple(_table(lines, header, limit) for header, limit in zip(found, limits, strict=False))


def _table(lines: Sequence[TextLine], found: _Found, limit: int) -> BlanklessTable:
    """Put a table together from its header and the lines up to its end or the next title."""
    form = found.form
    is_goals = found.below_amounts or all(map(is_label, form.paths))
    start, end = found.start, found.end
    if found.below_amounts:
        captions = range(found.title + 1, end)
        start = next(i for i in captions if not BRACKETED.match(lines[i].text))
    stop = next((i for i in range(end, limit) if _ends_table(lines[i], form, is_goals)), limit)
    inside = [*lines[start : found.start], *lines[end:stop]]
    body = tuple(line for line in inside if not is_index_row(line.text.split()))
    title, header = folded(lines[found.title].text), tuple(lines[found.start : end])
    return BlanklessTable(title, form, header, body, start, stop, is_goals)


def _ends_table(line: TextLine, form: Form, is_goals: bool) -> bool:
    """Tell whether a line belongs no more to the table above it: a note, a number, prose."""
    name = folded(line.text)
    if TABLE_END.match(name):
        return True
    has_figures = any(word.kind == "figure" for word in words_of(line))
    only_amounts = not is_label(form.paths[0])
    if only_amounts and not has_figures:
        return True
    wordy = is_goals or is_label(form.paths[-1])
    return not wordy and len(DIGITS.sub("", name)) > PROSE_LENGTH


# --- headers -----------------------------------------------------------------------------------


def _headers(lines: Sequence[TextLine], forms: Sequence[Form]) -> Iterator[_Found]:
    """Find a header for every title, reading on behind it."""
    index = 0
    while index < len(lines):
        found = _header_under(lines, index, forms)
        if found:
            yield found
        index = found.end if found else index + 1


def _header_under(lines: Sequence[TextLine], title: int, forms: Sequence[Form]) -> _Found | None:
    """Find the header under a title line: the likeliest one near it, else one far below it."""
    name = folded(lines[title].text)
    known = [f for f in forms if len(name) <= TITLE_LENGTH and f.title.search(name)]
    if not known:
        return None
    near = range(title + 1, min(title + 1 + CAPTION_REACH, len(lines)))
    best = max(
        (found for start in near for found in _headers_at(lines, title, start, known, name)),
        key=lambda found: (found.likeness, found.order),
        default=None,
    )
    return best or _header_of_goals(lines, title, known)


def _header_of_goals(lines: Sequence[TextLine], title: int, known: Sequence[Form]) -> _Found | None:
    """Find the header of a goals form, one row of words below its amounts.

    A title so far above it is no evidence that makes up for lost words.
    """
    flat = [form for form in known if all(len(path) == 1 for path in form.paths)]
    far = range(title + 1 + CAPTION_REACH, min(title + GOALS_REACH, len(lines)))
    likely = (found for start in far for found in _headers_at(lines, title, start, flat, ""))
    return next(likely, None)


def _headers_at(
    lines: Sequence[TextLine], title: int, start: int, known: Sequence[Form], name: str
) -> Iterator[_Found]:
    """Grow a block of lines while its letters may still be those of a header; give the likely."""
    most = max((form.letter_counts.total() for form in known), default=0) / TITLED_LIKENESS
    found: Counter[str] = Counter()
    for end in range(start + 1, len(lines) + 1):
        found += Counter(YEAR.sub("", folded(lines[end - 1].text)))
        if found.total() > most:
            return
        for form in known:
            share = form.likeness(found, name)
            if share:
                text = "".join(line.text for line in lines[start:end])
                yield _Found(title, start, end, form, share, form.likeness_of_order(text))
