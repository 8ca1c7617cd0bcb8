"""Files as people really have them: one table in many dresses."""
