"""Making people who left, and applicants, anonymous: every figure stays, nobody can be told any more."""
