"""The hiring tab and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class HiringTabs(MultiPage):
    """From the gap to the first day."""

    views: ClassVar[tuple[View, ...]] = (
        View("board", "Applicants", "csmanager.features.hiring.page:HiringPage"),
        View(
            "interviews", "Interviews", "csmanager.features.hiring.interviews.interviewspage:InterviewsPage"
        ),
        View("documents", "Documents", "csmanager.features.hiring.documents.documentspage:DocumentsPage"),
        View("figures", "Figures", "csmanager.features.hiring.knowing.figurespage:FiguresPage"),
    )
