"""Contracts: kind, days, hours, place and sealed pay."""
