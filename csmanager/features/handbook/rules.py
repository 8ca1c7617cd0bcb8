"""The life of a policy version. Plain Python, no database."""

from __future__ import annotations

from enum import StrEnum


class PolicyKind(StrEnum):
    """What kind of text it is."""

    POLICY = "policy"
    PROCEDURE = "procedure"
    SCRIPT = "script"
    GROUND_RULE = "ground_rule"
    FORM = "form"


class VersionState(StrEnum):
    """Where a version stands; one version of a policy is in force at most."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class ChangeKind(StrEnum):
    """Whether a version changes what staff must do."""

    FIRST = "first"
    MATERIAL = "material"
    EDITORIAL = "editorial"
