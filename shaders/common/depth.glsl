// Depth in the depth buffer, [0, 1], 1 at the near plane, and distance along the view, m: see visualizer/gpu/depth.py.
#include "generated/view.glsl"

// From depth to distance (to linear depth), m.
float view_distance(float depth) { return view.depth.x / (depth + view.depth.y); }

// From distance to depth. terms: `view.depth`, or a copy of it; per_metre: 1 / distance, 1/m.
float depth_from(vec2 terms, float per_metre) { return terms.x * per_metre - terms.y; }

float depth_at(float metres) { return view.depth.x / metres - view.depth.y; }

// Decrease of depth per metre of distance, 1/m, at a distance, m.
float depth_slope(float metres) { return view.depth.x / (metres * metres); }
