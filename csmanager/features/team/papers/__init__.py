"""The view of everything that was signed, shown or handed out."""
