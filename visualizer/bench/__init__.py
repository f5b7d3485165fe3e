"""Benchmarks: frames, particles, loading and reloading, and the baselines they are compared with."""
