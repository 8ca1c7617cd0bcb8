"""Offers of work, from the draft to the answer."""
