"""Materials that the hall, its door, the laboratory, its console, the cabin and falling crystals share."""

from visualizer.actors.materials import Material

CRYSTAL = Material("crystal")
"""A single clear crystal, transmissive."""

WALL = Material("crystal_wall")
FLOOR = Material("polished")
BLOCKS = Material("console")
"""Cut crystal of the console and of the steps, whose planes are finer: those of the walls would cut it in one line."""

FLOOR_SHADE = 0.35
"""The floor's colour, as a factor on that of the walls."""
FLOOR_FINISH = {"roughness": 0.12, "mirror": 1.0}
"""Parameters of the floor's material, the same in the hall and in the laboratory, whose floors adjoin."""
