"""Whether what is written is done: grades by clause, spot checks, exceptions, effects, wishes for change.

Its tables include those of the parts beside it: finding (clauses, searches in vain) and trees.
"""

from csmanager.core.feature import Feature

FEATURE = Feature(
    key="following",
    title="Following the handbook",
    tables="csmanager.features.handbook.following.mapped",
    todo="csmanager.features.handbook.following.reminders:todo",
    find="csmanager.features.handbook.trees.queries:find",
    derive="csmanager.features.handbook.finding.derive:derive",
    timeline="csmanager.features.handbook.following.timeline:timeline",
)
