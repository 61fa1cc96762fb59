"""The tails agree with scipy.stats, also at the edges."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from ally_graph.stats import chance, distributions

COUNTS = np.array([-1, 0, 1, 2, 5, 10, 40])


def test_the_tails_are_those_of_scipy():
    """Counts from below zero to beyond the ten trials, with means and shares at both of their ends."""
    for mean in (0.0, 0.3, 4.0, 30.0):
        np.testing.assert_allclose(distributions.poisson_cdf(COUNTS, mean), stats.poisson.cdf(COUNTS, mean), rtol=1e-9)
        np.testing.assert_allclose(distributions.poisson_above(COUNTS, mean), stats.poisson.sf(COUNTS, mean), rtol=1e-9)
    for share in (0.0, 0.1, 0.5, 1.0):
        ours, theirs = distributions.binomial_above(COUNTS, 10, share), stats.binom.sf(COUNTS, 10, share)
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    np.testing.assert_allclose(distributions.beta_quantile(0.05, COUNTS + 2, 3), stats.beta.ppf(0.05, COUNTS + 2, 3))
    np.testing.assert_allclose(distributions.f_above(0.7, 3.3, 8.1), stats.f.sf(0.7, 3.3, 8.1))
    np.testing.assert_allclose(distributions.normal_cdf(-3.0, 1.0, 2.0), stats.norm.cdf(-3.0, 1.0, 2.0))


@pytest.mark.parametrize("count", [0, 1, 7])
def test_false_discovery_rates_are_those_of_scipy(count):
    p = np.random.default_rng(count).random(count).round(1)
    expected = stats.false_discovery_control(p) if count else p
    np.testing.assert_allclose(chance.false_discovery(p), expected)


def test_the_command_line_starts_without_the_slow_libraries():
    slow = ("scipy.stats", "networkx", "openpyxl", "altair", "rich", "streamlit", "pyvis")
    code = f"import sys, ally_graph.cli.commands; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
