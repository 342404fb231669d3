"""`python -m yujuesuan` is `yujuesuan`."""

from __future__ import annotations

from yujuesuan.cli import app

app(prog_name="yujuesuan")
