"""Walking, shared by figures and robots."""
