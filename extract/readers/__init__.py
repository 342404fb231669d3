"""One reader per format, all ending in the same grids and lines of text."""
