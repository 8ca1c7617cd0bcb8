"""Saved groups of people, told by rules."""
