"""The workbook: plain figures in, sheets out. Only ``book`` knows XlsxWriter, only ``readback`` knows openpyxl."""
