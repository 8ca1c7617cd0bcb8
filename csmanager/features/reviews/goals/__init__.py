"""Goals of the team and of people, fed by a measure where there is one."""
