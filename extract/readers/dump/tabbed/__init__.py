"""Dumps whose columns are tabs."""
