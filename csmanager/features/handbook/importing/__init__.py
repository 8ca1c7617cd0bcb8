"""Texts that others wrote, as drafts of the handbook: folders of Markdown, text, Word and HTML."""

from csmanager.features.handbook.importing.drafts import PolicyDraftText
from csmanager.features.handbook.importing.reading import SUFFIXES, understand, understand_all
from csmanager.features.handbook.importing.taking import take_files

__all__ = ["SUFFIXES", "PolicyDraftText", "take_files", "understand", "understand_all"]
