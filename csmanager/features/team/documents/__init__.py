"""Documents and certificates of people, with their files, and whom to call in an emergency."""
