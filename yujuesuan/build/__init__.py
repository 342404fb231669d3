"""Documents in, a release out: reading, models, progress, report."""
