"""A reader that never ends."""

import threading

threading.Event().wait(30)
