"""The reviews' tab and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class ReviewsTabs(MultiPage):
    """Figures, and what is done about them."""

    views: ClassVar[tuple[View, ...]] = (
        View("figures", "Figures", "csmanager.features.reviews.page:ReviewsPage"),
        View("cycles", "Reviews", "csmanager.features.reviews.cycles.cyclespage:CyclesPage"),
        View("advice", "Advice", "csmanager.features.reviews.advice.advicepage:AdvicePage"),
        View("plans", "Plans", "csmanager.features.reviews.plans.planspage:PlansPage"),
    )
