"""The command line: strings the rooms of the house together, and holds no knowledge of its own."""

from __future__ import annotations

__version__ = "0.1.0"
