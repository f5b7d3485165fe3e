"""Shared by figures and robots: paths with headings and footsteps, and the bones of limbs."""
