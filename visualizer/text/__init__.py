"""Text: fonts, line breaking, bidirectional order, shaping, and coverage masks. Independent of pictures, scenes and
OpenGL."""
