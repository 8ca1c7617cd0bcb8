"""What stands between a file and its tables: markup, several tables on a sheet, formulas without values."""
