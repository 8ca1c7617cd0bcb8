"""What a file may cost before it is refused."""

FILE_BYTES = 2_000_000_000  # of text, which is streamed
BOOK_BYTES = 60_000_000  # of a workbook, packed
UNPACKED_BYTES = 250_000_000
PARTS = 2_000
RATIO = 250  # unpacked to packed, for parts over 1 MB
SHEETS = 200
ROWS = 200_000  # of a sheet
COLUMNS = 256
TEXT_COLUMNS = 1_000
AREA = 12_000_000  # cells of a sheet, empty ones included
CELL_CHARACTERS = 131_072
SECONDS = 60  # for a workbook; more for a text, by its size
BOOK_MEMORY = 1_400_000_000  # address space of the child
TEXT_MEMORY = 1_000_000_000
PEOPLE = 5_000
TOPICS = 400  # more different words than this are no topics
