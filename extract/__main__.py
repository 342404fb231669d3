"""Land documents without building anything: `python -m extract PATH… --landing FILE`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from extract.files import find
from extract.landing import store
from extract.landing.rows import read_rows
from extract.landing.workers import read_all
from extract.types import Outcome


def main(arguments: list[str] | None = None) -> int:
    """Land the given files and folders; return 0 if at least one document could be read."""
    parser = argparse.ArgumentParser(prog="python -m extract", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="documents, or folders of documents")
    parser.add_argument(
        "--landing", type=Path, default=Path("build/landing.duckdb"), help="DuckDB file to fill"
    )
    parser.add_argument("--workers", type=int, default=None, help="processes (default: all cores)")
    options = parser.parse_args(arguments)
    connection = store.connect(options.landing)
    sources = store.present(connection, find.find(options.paths))
    already = store.landed(connection)
    waiting = [source for source in sources if source.document_id not in already]
    read = len(sources) - len(waiting)
    for source, result in read_all(waiting, read_rows, workers=options.workers):
        store.land(connection, source, result)
        outcome = result if isinstance(result, Outcome) else result.outcomes[0]
        read += not isinstance(result, Outcome)
        print(f"{outcome.outcome:14} {source.file_name}  {outcome.reason}")
    connection.close()
    return 0 if read else 1


if __name__ == "__main__":
    sys.exit(main())
