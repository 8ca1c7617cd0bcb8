"""Fields of the manager's own about people."""
