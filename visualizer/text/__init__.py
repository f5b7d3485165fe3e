"""Text: fonts, line breaking, bidirectional order, shaping, and coverage masks. Knows no picture, scene or OpenGL."""
