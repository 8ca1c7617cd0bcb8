"""Advice: what a pattern of figures may mean, what to check, say and do, and whether it helped."""
