"""Graders, quizzes, selection and words under the names that files of checked figures give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from csmanager.science import agreement, items, proportions, scorecards, selection, spacing, wording

Inputs = Mapping[str, Any]
Plain = Any


# graders, quizzes, selection, words


def _kappa(i: Inputs) -> Plain:
    table = i["table"]
    return {
        "kappa": agreement.kappa(table),
        "linear": agreement.kappa(table, "linear"),
        "quadratic": agreement.kappa(table, "quadratic"),
    }


def _icc(i: Inputs) -> Plain:
    found = agreement.correlations(i["scores"])
    if found is None:
        return {}
    values = (found.one, found.two, found.three, found.one_k, found.two_k, found.three_k)
    return dict(zip(("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k"), values, strict=True))


def _card(i: Inputs) -> list[scorecards.Item]:
    return [scorecards.Item(one["id"], one["w"], one["max"], one.get("cls")) for one in i["items"]]


def _scorecard(i: Inputs) -> Plain:
    found = scorecards.score(_card(i), i["answers"])
    return {"raw": found.raw, "final": found.final, "critical_failed": list(found.critical_failed)}


def _critical_accuracy(i: Inputs) -> Plain:
    return scorecards.accuracy(_card(i), i["evaluations"])


def _item_statistics(i: Inputs) -> Plain:
    matrix = i["matrix"]
    return {
        "kr20_pop": items.alpha(matrix),
        "kr20_mixed": items.kr20_mixed(matrix),
        "difficulty": items.difficulty(matrix),
        "item_rest": items.item_rest(matrix),
    }


def _adverse_impact(i: Inputs) -> Plain:
    groups = {name: (one["selected"], one["applicants"]) for name, one in i["groups"].items()}
    reference, found = selection.adverse_impact(groups)
    told: dict[str, Any] = {}
    for name, group in found.items():
        told[name] = {
            "rate": group.rate,
            "ratio": group.ratio,
            "flag": group.is_flagged,
            "tested": group.is_tested,
        }
        if not group.is_reference and group.is_tested:
            told[name] |= {
                "fisher_p": group.fisher_p,
                "z": group.z,
                "z_p": group.z_p,
                "fragile": group.is_fragile,
            }
    return {"reference": reference, "groups": told}


def _fisher(i: Inputs) -> Plain:
    (a, b), (c, d) = i["table"]
    return {"p_two_sided": proportions.fisher(((a, b), (c, d)))}


def _log_odds(i: Inputs) -> Plain:
    found = wording.log_odds(i["counts1"], i["counts2"], i.get("prior_weights"), i.get("prior_scale") or 10.0)
    return {
        word: None if one is None else {"delta": one.delta, "var": one.variance, "z": one.z}
        for word, one in found.items()
    }


def _sm2(i: Inputs) -> Plain:
    found = spacing.sm2(i["q"])
    return {"intervals": [days for days, _ in found], "ef": [ease for _, ease in found]}


def _leitner(i: Inputs) -> Plain:
    found = spacing.leitner([bool(one) for one in i["correct"]])
    return {"box": [box for box, _ in found], "interval": [days for _, days in found]}


GRADERS: dict[str, Callable[[Inputs], Plain]] = {
    "krippendorff_alpha": lambda i: {"alpha": agreement.alpha(i["ratings"], i.get("level", "nominal"))},
    "weighted_kappa": _kappa,
    "icc": _icc,
    "scorecard": _scorecard,
    "critical_accuracy": _critical_accuracy,
    "item_statistics": _item_statistics,
    "cronbach_alpha": lambda i: {"alpha": items.alpha(i["matrix"])},
    "discrimination": lambda i: {"D": items.discrimination(i["matrix"])},
    "adverse_impact": _adverse_impact,
    "fisher_exact": _fisher,
    "log_odds": _log_odds,
    "sm2": _sm2,
    "leitner": _leitner,
}
