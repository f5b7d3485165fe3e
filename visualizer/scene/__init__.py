"""Scene files: model, loading, the positions of errors, JSON Schema; and the scene at any time."""
