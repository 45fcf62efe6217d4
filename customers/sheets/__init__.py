"""What spreadsheets of people and of customers look like."""

from customers.sheets.addresses import address_sheet
from customers.sheets.customers import RISKS, customer_sheet
from customers.sheets.groups import group_sheet, segment_sheet
from customers.sheets.needed import needing
from customers.sheets.users import LANGUAGES, RECURRENCES, user_sheet

__all__ = [
    "LANGUAGES",
    "RECURRENCES",
    "RISKS",
    "address_sheet",
    "customer_sheet",
    "group_sheet",
    "needing",
    "segment_sheet",
    "user_sheet",
]
