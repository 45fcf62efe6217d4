"""Random addresses of customer sites."""

from customers.sites import random_slug, slug_fits


def test_a_suggested_address_fits_and_never_comes_again() -> None:
    suggested = [random_slug() for _each in range(2000)]
    assert len(set(suggested)) == 2000
    assert all(slug_fits(slug).allowed for slug in suggested)
    assert min(map(len, suggested)) == 23
