"""Reading plan tables from Word, Excel and CSV files: bytes to rows and doubts; nothing here knows the database."""

from delivery_plans.reading.columns import Column, Field
from delivery_plans.reading.grid import Grid, Unreadable
from delivery_plans.reading.opening import open_file
from delivery_plans.reading.table import Doubt, ReadTable, read_table

__all__ = ["Column", "Doubt", "Field", "Grid", "ReadTable", "Unreadable", "open_file", "read_table"]
