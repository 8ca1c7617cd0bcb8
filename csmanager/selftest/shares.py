"""Shares, scores, shrinkage, charts and verdicts under the names that files of checked figures give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from csmanager.science import control, funnel, means, proportions, shrinkage, trend, verdicts

Inputs = Mapping[str, Any]
Plain = Any


# shares, rates, scores


def _intervals(i: Inputs) -> Plain:
    x, n, level = i["x"], i["n"], i.get("conf", 0.95)
    if n <= 0 or not 0 <= x <= n:
        return {"wilson": None, "jeffreys": None}
    return {
        "wilson": proportions.wilson(x, n, level),
        "jeffreys": proportions.jeffreys(x, n, level),
    }


def _newcombe(i: Inputs) -> Plain:
    found = proportions.newcombe(i["x1"], i["n1"], i["x2"], i["n2"], i.get("conf", 0.95))
    return _named(found, ("diff", "lower", "upper"))


def _named(values: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return dict.fromkeys(names) if values is None else dict(zip(names, values, strict=True))


def _rate_interval(i: Inputs) -> Plain:
    events, base, per = i["events"], i["base"], i.get("per", 1000)
    found = proportions.rate_interval(events, base, i.get("conf", 0.95))
    if found is None:
        return {"rate": None, "lower": None, "upper": None}
    return {"rate": per * events / base, "lower": per * found[0], "upper": per * found[1]}


def _sample_size(i: Inputs) -> Plain:
    return {"n": proportions.sample_size(i["p"], i["half_width"], i.get("conf", 0.95), i.get("population"))}


def _score(ups: int, passives: int, downs: int, level: float) -> dict[str, Any]:
    found = means.promoters(ups, downs, ups + passives + downs, level)
    names = ("nps", "se", "margin", "adj_center", "adj_lower", "adj_upper")
    if found is None:
        return dict.fromkeys(names)
    return dict(
        zip(names, (found.score, found.error, found.margin, found.centre, found.low, found.high), strict=True)
    )


def _nps(i: Inputs) -> Plain:
    return _score(i["promoters"], i["passives"], i["detractors"], i.get("conf", 0.95))


def _nps_ratings(i: Inputs) -> Plain:
    ups, passives, downs, rejected = means.sorted_ratings(i["ratings"])
    return {
        **_score(ups, passives, downs, i.get("conf", 0.95)),
        "promoters": ups,
        "passives": passives,
        "detractors": downs,
        "n": ups + passives + downs,
        "rejected": len(rejected),
    }


def _nps_difference(i: Inputs) -> Plain:
    def answers(side: Inputs) -> tuple[int, int, int]:
        ups, downs = side["promoters"], side["detractors"]
        return ups, downs, ups + side["passives"] + downs

    found = means.promoter_difference(answers(i["a"]), answers(i["b"]), i.get("conf", 0.95))
    return _named(found, ("diff", "se", "lower", "upper"))


# shrinkage


def _beta(found: shrinkage.Beta | None) -> Plain:
    if found is None:
        return {}
    strength = found.strength
    return {"mean": found.mean, "sd": found.sd, "a": found.a, "b": found.b, "strength": strength}


def _beta_posterior(i: Inputs) -> Plain:
    found = shrinkage.posterior(i["x"], i["n"], i["a"], i["b"], i.get("threshold"), i.get("conf", 0.95))
    if found is None:
        return {}
    return {
        "mean": found.mean,
        "sd": found.sd,
        "lower": found.low,
        "upper": found.high,
        "prob_below": found.below,
    }


def _james_stein(i: Inputs) -> Plain:
    return _named(shrinkage.james_stein(i["y"], i["s2"]), ("grand_mean", "c", "estimates"))


def _beta_grid(i: Inputs) -> Plain:
    found = shrinkage.pooled(i["x"], i["n"], i.get("threshold"))
    if found is None:
        return {}
    return {
        "mean": found.mean,
        "prob_below": found.below,
        "lower": found.low,
        "upper": found.high,
        "mu": found.centre,
    }


# charts


def _xmr(i: Inputs) -> Plain:
    found = control.xmr(i["x"], skip_gaps=i.get("gap") == "skip")
    if found is None:
        return {}
    return {
        "mean": found.mean,
        "mr_bar": found.range_mean,
        "sigma": found.sigma,
        "unpl": found.upper,
        "lnpl": found.lower,
        "url": found.range_limit,
    }


def _limits(found: control.Limits | None) -> Plain:
    if found is None:
        return {}
    return {
        "center": found.centre,
        "lcl": found.lower,
        "ucl": found.upper,
        "signals": list(found.signals),
        "sigma_z": found.sigma_z,
    }


def _c_chart(i: Inputs) -> Plain:
    found = _limits(control.c_chart(i["x"]))
    known = [place for place, low in enumerate(found.get("lcl", ())) if low is not None]
    return {**found, "lcl": found["lcl"][known[0]], "ucl": found["ucl"][known[0]]} if known else found


def _nelson(i: Inputs) -> Plain:
    return {f"rule{rule}": at for rule, at in control.nelson(i["x"], i["center"], i["sigma"]).items()}


def _run_chart(i: Inputs) -> Plain:
    found = control.run_chart(i["x"])
    if found is None:
        return {}
    return {
        "median": found.median,
        "n_useful": found.useful,
        "longest_run": found.longest,
        "crossings": found.crossings,
        "longest_limit": found.longest_limit,
        "crossings_limit": found.crossings_limit,
        "signal": found.signal,
    }


def _funnel(i: Inputs) -> Plain:
    found = funnel.limits(i["target"], i["n"])
    return _named(found, tuple(f"q{share}" for share in funnel.SHARES))


def _overdispersion(i: Inputs) -> Plain:
    found = funnel.overdispersion(i["x"], i["n"], i["target"], i.get("winsor", 0.1))
    if found is None:
        return {}
    return {"z": found.scores, "phi": found.phi, "inflate": found.is_wider, "factor": found.factor}


def _mann_kendall(i: Inputs) -> Plain:
    found = trend.mann_kendall(i["x"], i.get("t"))
    known = sum(value is not None for value in i["x"])
    if found is None:
        return {"n": known}
    return {
        "n": found.n,
        "S": found.s,
        "var": found.variance,
        "z": found.z,
        "p": found.p,
        "slope": found.slope,
        "intercept": found.intercept,
        "p_exact": found.p_exact,
    }


def _seasonal_kendall(i: Inputs) -> Plain:
    found = trend.seasonal(i["x"], i.get("period", 12))
    if found is None:
        return {}
    return {"S": found.s, "var": found.variance, "z": found.z, "p": found.p, "slope_per_year": found.slope}


def _verdict(i: Inputs) -> Plain:
    found = verdicts.standing(
        i["x"],
        i["n"],
        i["target"],
        higher_is_better=i.get("direction", "higher") == "higher",
        minimum_n=i.get("min_n", verdicts.MINIMUM),
    )
    return {
        "state": str(found.state),
        "month_rate": found.month,
        "pooled_rate": found.pooled,
        "pooled99": found.pooled99,
        "pooled95": found.pooled95,
        "month95": found.month95,
    }


SHARES: dict[str, Callable[[Inputs], Plain]] = {
    "intervals": _intervals,
    "newcombe_difference": _newcombe,
    "rate_interval": _rate_interval,
    "sample_size_proportion": _sample_size,
    "nps": _nps,
    "nps_from_ratings": _nps_ratings,
    "nps_difference": _nps_difference,
    "beta_moments": lambda i: _beta(shrinkage.moments(i["x"], i["n"])),
    "beta_mle": lambda i: _beta(shrinkage.likeliest(i["x"], i["n"])),
    "beta_posterior": _beta_posterior,
    "beta_grid": _beta_grid,
    "james_stein": _james_stein,
    "xmr": _xmr,
    "p_chart": lambda i: _limits(control.p_chart(i["x"], i["n"])),
    "u_chart": lambda i: _limits(control.u_chart(i["x"], i["n"])),
    "c_chart": _c_chart,
    "laney_p": lambda i: _limits(control.laney(i["x"], i["n"])),
    "laney_u": lambda i: _limits(control.laney(i["x"], i["n"], is_share=False)),
    "nelson": _nelson,
    "run_chart": _run_chart,
    "funnel_limits": _funnel,
    "funnel_overdispersion": _overdispersion,
    "mann_kendall": _mann_kendall,
    "seasonal_kendall": _seasonal_kendall,
    "verdict": _verdict,
}
