"""One-to-ones, coaching, recognition, pulse and promises: the talks with the team and what follows from them."""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="talks",
    title="Talks",
    page="csmanager.features.talks.tabsview:TalksTabs",
    tables="csmanager.features.talks.oneonones.tables",
    todo="csmanager.features.talks.oneonones.queries:todo",
    find="csmanager.features.talks.oneonones.queries:find",
    seed="csmanager.features.talks.seed:seed",
    help="talks.md",
    timeline="csmanager.features.talks.timeline:timeline",
)
