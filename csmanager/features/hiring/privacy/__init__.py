"""What applicants agreed to, how long they are kept, and taking their names out."""
