"""Results that are expensive to compute, cached in memory and in the user's cache folder by a digest of what they
depend on."""
