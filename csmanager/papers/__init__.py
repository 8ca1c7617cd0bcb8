"""Texts that leave the program: Markdown with fields filled in, as Word and as HTML. No screen, no store."""
