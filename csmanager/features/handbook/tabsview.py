"""The handbook's tab and its views."""

from __future__ import annotations

from typing import ClassVar

from csmanager.ui.multipage import MultiPage, View


class HandbookTabs(MultiPage):
    """What is written, and what becomes of it."""

    views: ClassVar[tuple[View, ...]] = (
        View("policies", "Policies", "csmanager.features.handbook.page:HandbookPage"),
        View("trees", "Trees", "csmanager.features.handbook.trees.treespage:TreesPage"),
        View("knowing", "Knowing", "csmanager.features.handbook.knowing.knowingpage:KnowingPage"),
        View("following", "Following", "csmanager.features.handbook.following.followingpage:FollowingPage"),
    )
