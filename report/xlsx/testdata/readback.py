"""Prints a workbook as JSON: of each sheet its name, frozen cell, filter, and
every row as pairs of a cell's type and value, as openpyxl reads them."""
import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1], data_only=False)
json.dump(
    [
        {
            "name": sheet.title,
            "frozen": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "rows": [
                [[cell.data_type, cell.value] for cell in row]
                for row in sheet.iter_rows()
            ],
        }
        for sheet in book.worksheets
    ],
    sys.stdout,
)
