"""One-to-ones: planned, held, and an agenda that rolls on."""
