import pytest

from bench.figures import Spread, percentile, ratios, spread


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.95, 7.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([4.0, 1.0, 3.0, 2.0], 0.0, 1.0),
        ([4.0, 1.0, 3.0, 2.0], 1.0, 4.0),
        # numpy.percentile(range(1, 11), 95) and 25
        ([float(n) for n in range(1, 11)], 0.95, 9.55),
        ([float(n) for n in range(1, 11)], 0.25, 3.25),
    ],
)
def test_percentile_is_numpys(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 1.1), ([1.0], -0.1)])
def test_percentile_refuses_what_has_none(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share)


def test_spread_is_lowest_median_highest() -> None:
    assert spread([5.0, 1.0, 2.0]) == Spread(1.0, 2.0, 5.0)


def test_spread_of_nothing_is_not_a_number() -> None:
    assert spread([]) is None


def test_ratios_leave_out_what_was_not_measured() -> None:
    pairs: list[tuple[float | None, float | None]] = [
        (10, 4),
        (None, 4),
        (10, None),
        (0, 4),
        (8, 4),
    ]
    assert ratios(pairs) == [0.4, 0.5]
