"""Who stands behind applications: doubles, the talent pool, where applicants come from."""
