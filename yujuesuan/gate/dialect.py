"""A DuckDB dialect that never ends a transaction, for Great Expectations.

It fetches results after closing their connection, and the rollback that SQLAlchemy sends then
throws DuckDB's pending result away (great_expectations#10738). Reading needs no transaction.
"""

from __future__ import annotations

from typing import Any

import duckdb_engine
from sqlalchemy.dialects import registry


class ReadOnlyDuckDB(duckdb_engine.Dialect):
    """DuckDB for readers: `duckdb+ro:////absolute/path`."""

    supports_statement_cache = False

    def do_begin(self, connection: Any) -> None:
        """Do nothing."""

    def do_rollback(self, connection: Any) -> None:
        """Do nothing."""

    def do_commit(self, connection: Any) -> None:
        """Do nothing."""


def register() -> None:
    """Make the dialect known to SQLAlchemy."""
    registry.register("duckdb.ro", __name__, "ReadOnlyDuckDB")
