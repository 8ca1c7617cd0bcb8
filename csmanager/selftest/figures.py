"""The program's functions under the names that files of checked figures give them: inputs in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from csmanager.selftest.graders import GRADERS
from csmanager.selftest.queues import QUEUES
from csmanager.selftest.shares import SHARES
from csmanager.selftest.work import WORK

FUNCTIONS: dict[str, Callable[[Mapping[str, Any]], Any]] = {**SHARES, **GRADERS, **WORK, **QUEUES}
