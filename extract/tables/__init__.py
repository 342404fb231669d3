"""Grids become tables: headers, joins over pages, running heads, the proof of completeness."""
