"""Text dumps of crawlers, in which columns are tabs or blank cells have vanished."""
