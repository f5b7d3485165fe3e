"""Crystal: the materials that the hall, its door, the laboratory, the cabin and falling crystals share."""

from visualizer.actors.materials import Material

CRYSTAL = Material("crystal", "colour", "glow")
"""A single clear crystal, transmissive."""

CRACKS = ("crack", "crack_origin", "crack_reach", "crack_glow")
"""Parameters of the cracks that run through walls and floors."""

WALL = Material("crystal_wall", "colour", "glow", *CRACKS)
FLOOR = Material("polished", "colour", "roughness", "mirror", *CRACKS)

FLOOR_SHADE = 0.35
"""The floor's colour, as a factor on that of the walls."""
FLOOR_FINISH = {"roughness": 0.12, "mirror": 1.0}
"""How the floor reflects: the same in the hall and in the laboratory, whose floors meet."""
