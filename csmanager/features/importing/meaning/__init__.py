"""What a table means: which kind of rows it has and what each of its columns holds, decided as a whole."""
