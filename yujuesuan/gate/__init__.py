"""The expectation suites that decide whether a release is published."""
