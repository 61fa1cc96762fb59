"""Regressions on few months: agreement with statsmodels, and with two published examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.linalg import toeplitz
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from ally_graph.indicators.change import welch
from ally_graph.indicators.movements import holm
from ally_graph.stats import autocorrelation, segmented
from ally_graph.stats.autocorrelation import CARRY_OVER, Series

SICILY = Path(__file__).parent / "sicily.csv"
"""Acute coronary events in Sicily by month from January 2002, and the standardised population; smoking was banned in
public places from January 2005. Lopez Bernal, Cummins & Gasparrini (2017), "Interrupted time series regression for the
evaluation of public health interventions: a tutorial". Columns `aces` and `stdpop` of sicily.csv in the authors'
repository gasparrini/2017_lopezbernal_IJE_codedata, whose Rcode.R fits
`glm(aces ~ offset(log(stdpop)) + smokban + time, family=poisson)`.
"""
BAN = 36


def noise(seed=0, length=24):
    return np.random.default_rng(seed).standard_normal(length)


@pytest.mark.parametrize("place", [0, 8, 18, 26])
def test_each_carry_over_gives_the_generalised_least_squares_of_statsmodels(place):
    months = np.arange(24)
    series = Series(months, noise(), segmented.terms(months, 12))
    found = autocorrelation.estimates(series)
    expected = sm.GLS(series.values, series.terms, sigma=toeplitz(CARRY_OVER[place] ** months)).fit()
    assert found.terms[place] == pytest.approx(expected.params, abs=1e-9)
    assert found.errors[place] == pytest.approx(expected.bse, abs=1e-9)


def test_missing_months_are_carried_over_as_often_as_months_lie_between():
    months = np.array([0, 1, 4, 5, 6, 9, 10, 13, 14, 15, 16, 19])
    series = Series(months, noise(length=12), segmented.step(months, 10))
    sigma = CARRY_OVER[20] ** np.abs(months[:, None] - months[None, :])
    expected = sm.GLS(series.values, series.terms, sigma=sigma).fit()
    assert autocorrelation.estimates(series).terms[20] == pytest.approx(expected.params, abs=1e-9)
    assert autocorrelation.estimates(series).errors[20] == pytest.approx(expected.bse, abs=1e-9)


def test_without_carry_over_the_interval_is_that_of_least_squares():
    """24 months of noise, all belief in a carry-over of nought; statsmodels' OLS says what to expect."""
    months = np.arange(24)
    series = Series(months, noise(), segmented.step(months, 12))
    certain = (np.abs(CARRY_OVER) < 1e-9).astype(float)
    found = autocorrelation.effect(autocorrelation.estimates(series), certain, 1)
    expected = sm.OLS(series.values, series.terms).fit()
    assert (found.value, found.p) == pytest.approx((expected.params[1], expected.pvalues[1]), abs=1e-9)
    assert (found.low, found.high) == pytest.approx(expected.conf_int()[1], abs=1e-8)


def test_newey_west_errors_are_those_of_statsmodels():
    """48 months of noise; statsmodels is told three lags, a small-sample correction and Student's t."""
    months = np.arange(48)
    series = Series(months, noise(1, 48), segmented.terms(months, 20))
    found = segmented.newey_west(series)
    hac = {"maxlags": 3, "use_correction": True}
    expected = sm.OLS(series.values, series.terms).fit(cov_type="HAC", cov_kwds=hac, use_t=True)
    assert found.lags == 3
    for mine, theirs in ((found.terms, expected.params), (found.errors, expected.bse), (found.p, expected.pvalues)):
        assert mine == pytest.approx(theirs, abs=1e-9)


def test_the_welch_interval_is_that_of_statsmodels():
    before, after = noise(2, 5), 3 * noise(3, 9) + 1
    expected = CompareMeans(DescrStatsW(after), DescrStatsW(before)).tconfint_diff(usevar="unequal")
    assert welch(before, after) == pytest.approx(expected, abs=1e-9)


def test_holm_is_that_of_statsmodels():
    p = np.random.default_rng(4).random(7) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)


def test_a_longer_memory_of_months_is_noticed():
    """Each of 200 months keeps 0.7 of the one before; what is found may be two steps of 0.05 off."""
    rng = np.random.default_rng(5)
    values = noise(6, 200)
    for month in range(1, 200):
        values[month] = 0.7 * values[month - 1] + rng.standard_normal()
    months = np.arange(200)
    found = autocorrelation.estimates(Series(months, values, segmented.step(months, 100)))
    assert CARRY_OVER[autocorrelation.weights([found])[0].argmax()] == pytest.approx(0.7, abs=0.11)


def test_the_nile_fell_when_the_dam_at_aswan_was_begun():
    """A hundred years of the river's flow, as statsmodels has them, with a step in 1899."""
    # The means of the two segments, 1097.7500 and 849.9722, and the break after 28 years (1898) are what R's packages
    # changepoint (Killick & Eckley 2014) and strucchange (Zeileis et al. 2003) print for datasets::Nile. The change
    # near 1898 is from Cobb (1978), "The problem of the Nile".
    nile = sm.datasets.nile.load_pandas().data
    years, volume = nile["year"].to_numpy(dtype=int), nile["volume"].to_numpy(dtype=float)
    found = segmented.newey_west(Series(years, volume, segmented.step(years, 1899)))
    assert found.terms == pytest.approx([1097.75, 849.97 - 1097.75], abs=0.005)
    estimate = autocorrelation.estimates(Series(years, volume, segmented.step(years, 1899)))
    effect = autocorrelation.effect(estimate, autocorrelation.weights([estimate])[0], 1)
    assert effect.p < 0.001
    assert effect.low < 849.97 - 1097.75 < effect.high
    assert not segmented.one_drift(years, volume, 1899)


def test_the_smoking_ban_in_sicily_has_the_effect_of_the_authors_model():
    """59 published months, 36 of them before the ban; the model has one trend, before and after."""
    # The authors' Poisson model is fitted here by statsmodels: a rate ratio of 0.894 (0.865 to 0.925). Ours is a
    # regression of the logarithm of the rate on the same terms, so that it comes close and isn't the same.
    table = pd.read_csv(SICILY)
    months, rate = np.arange(59), np.log(table["events"] / table["population"]).to_numpy()
    level = segmented.terms(months, BAN)[:, : segmented.SLOPE]
    offset = np.log(table["population"])
    authors = sm.GLM(table["events"], level, family=sm.families.Poisson(), offset=offset).fit()
    ratio, low, high = np.exp([authors.params.iloc[2], *authors.conf_int().iloc[2]])
    assert (ratio, low, high) == pytest.approx((0.894, 0.865, 0.925), abs=0.0005)
    estimate = autocorrelation.estimates(Series(months, rate, level))
    effect = autocorrelation.effect(estimate, autocorrelation.weights([estimate])[0], segmented.LEVEL)
    assert np.exp(effect.value) == pytest.approx(ratio, abs=0.015)
    assert np.exp(effect.high) < 1
    plain = segmented.newey_west(Series(months, rate, level))
    assert np.exp(plain.terms[segmented.LEVEL]) == pytest.approx(ratio, abs=0.003)


def test_time_is_centred_so_that_the_jump_is_the_one_at_the_start():
    months = np.arange(20)
    values = 5 + 0.5 * months + np.where(months >= 10, 3 + 0.25 * (months - 10), 0)
    found = segmented.newey_west(Series(months, values, segmented.terms(months, 10)))
    assert found.terms == pytest.approx([10, 0.5, 3, 0.25], abs=1e-9)


def test_few_months_cannot_single_out_a_date():
    months = np.arange(16)
    assert segmented.placebo_p(months, noise(7, 16) / 10 + (months >= 8), 8) == pytest.approx(1 / 9)
    assert segmented.placebo_p(months, noise(7, 16), 8) > 1 / 9


@pytest.mark.parametrize("shape", [np.arange(24) >= 12, np.maximum(0, np.arange(24) - 11)])
def test_a_jump_or_a_turn_is_no_drift(shape):
    assert not segmented.one_drift(np.arange(24), shape.astype(float), 12)
