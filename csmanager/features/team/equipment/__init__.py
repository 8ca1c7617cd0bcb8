"""What was handed out to people, and what is still out."""
