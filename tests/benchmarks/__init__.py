"""Benchmarks: ours, the peer and the floor in one run. Not part of the tests: ``python -m tests.benchmarks.start``."""
