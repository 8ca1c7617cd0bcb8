"""The hiring tab and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class HiringTabs(MultiPage):
    """From the gap to the first day."""

    views: ClassVar[tuple[View, ...]] = (
        View("board", "Applicants", "csmanager.features.hiring.page:HiringPage"),
        View("openings", "Openings", "csmanager.features.hiring.openings.openingspage:OpeningsPage"),
        View(
            "interviews", "Interviews", "csmanager.features.hiring.interviews.interviewspage:InterviewsPage"
        ),
        View("offers", "Offers", "csmanager.features.hiring.offers.offerspage:OffersPage"),
        View("documents", "Documents", "csmanager.features.hiring.documents.documentspage:DocumentsPage"),
        View("figures", "Figures", "csmanager.features.hiring.knowing.figurespage:FiguresPage"),
        View("pool", "Pool", "csmanager.features.hiring.pool.poolpage:PoolPage"),
        View("privacy", "Privacy", "csmanager.features.hiring.privacy.privacypage:PrivacyPage"),
    )
