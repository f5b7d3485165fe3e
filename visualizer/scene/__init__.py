"""The scene file: its model, loading, the places of errors, schema; the film at any time."""
