"""Shared by figures and robots: paths with headings and footsteps, and inverse kinematics of limbs."""
