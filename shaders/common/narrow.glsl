// Faces narrower than a pixel: a pixel shows such a face or misses it, and a row of them would be a row of dots where it
// mirrors something bright, as faces seen edge on do.
#include "common/surface.glsl"

// [0, 1] of what a face mirrors, by how much of a pixel's width narrow faces of its body have. width: of those, m.
float shown_of_narrow(Fragment f, float width) { return min(width / max(f.edge_pixel, 1e-6), 1.0); }
