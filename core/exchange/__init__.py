"""Spreadsheets in and out, for any sheet that is declared: reading, mapping, planning, writing."""
