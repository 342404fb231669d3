"""Workbooks, old and new, as they look on the screen."""
