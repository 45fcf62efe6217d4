"""What spreadsheets of people and of customers look like."""

from customers.sheets.customers import customer_sheet
from customers.sheets.users import LANGUAGES, RECURRENCES, user_sheet

__all__ = ["LANGUAGES", "RECURRENCES", "customer_sheet", "user_sheet"]
