"""A reader that dies as a parser of hostile cells does."""

import os

os.abort()
