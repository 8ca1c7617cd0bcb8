"""Handing the machine over to one person of the team, who sees only their own tasks."""
