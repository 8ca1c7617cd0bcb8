"""What the manager promised the team."""
