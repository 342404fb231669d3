"""Find running heads and feet: what is printed on every page and belongs to none of its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.numbers import squeeze
from extract.tables.captions import CAPTION_CELL
from extract.types import Line, Page

PAGE_NUMBER = re.compile(r"[-—–－·.\s第/]*[0-9]{1,4}[-—–－·.\s页/]*(?:共?\s*[0-9]{1,4}\s*页?)?")
MARGIN = 0.09
# On so many pages, of more than so many, a line is one that repeats.
REPEATED = 3
# The page and the text of each line that is furniture.
Furniture = frozenset[tuple[int, str]]


def find(pages: Sequence[Page]) -> Furniture:
    """Find running heads and page numbers: (page, text) of lines in the margins that repeat."""
    seen: Counter[str] = Counter()
    margin: list[tuple[int, str, str]] = []
    for page in pages:
        for block in page.blocks:
            if isinstance(block, Line) and block.box and page.height:
                low, high = page.height * MARGIN, page.height * (1 - MARGIN)
                named = CAPTION_CELL.fullmatch(squeeze(block.text))
                if not named and (block.box.bottom < low or block.box.top > high):
                    key = squeeze(block.text)
                    # 公开01表, 公开02表 are numbers of tables, - 1 -, - 2 - of pages
                    key = key if key.endswith("表") else re.sub(r"[0-9]+", "#", key)
                    margin.append((page.number, block.text, key))
                    seen[key] += 1
    return frozenset(
        (number, text)
        for number, text, key in margin
        if PAGE_NUMBER.fullmatch(text.strip()) or (seen[key] >= REPEATED and len(pages) > REPEATED)
    )
