"""One-to-ones, coaching, recognition, pulse and promises: the talks with the team and what follows from them."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="talks",
    title="Talks",
    page="csmanager.features.talks.tabsview:TalksTabs",
    help="talks.md",
)
