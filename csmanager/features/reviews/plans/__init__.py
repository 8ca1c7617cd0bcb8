"""Improvement plans: a cause, goals, what both sides owe, checkpoints, and how it ended."""
