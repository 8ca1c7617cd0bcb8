"""Who stays, who left, and for how long people have been here."""
