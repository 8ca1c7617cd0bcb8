"""What people say to their scores: that they saw them, or what they see differently, and what came of it."""
