"""Norwegian dates, on top of Django's."""

from config.formats.small_months import SMALL_MONTHS

globals().update(SMALL_MONTHS)
