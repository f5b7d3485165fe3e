"""The kind `seed_ship`."""
