"""Letters and CVs of applicants, kept in the store."""
