"""Finding the clause for a situation, what nobody has written yet, and what two clauses say differently."""
