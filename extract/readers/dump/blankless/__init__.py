"""Dumps whose blank cells vanished: figures are placed by what must add up."""
