"""Decision trees for live use and playbooks for hard moments."""
