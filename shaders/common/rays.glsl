// From the picture back into space: where a pixel looks, and how far away a depth is.

// The ray through a place in the picture, [0, 1] from the lower left: world axes, 1 m long along the view.
vec3 ray_through(vec2 uv)
{
    vec2 from_middle = uv * 2.0 - 1.0;
    return view.ray_forward + from_middle.x * view.ray_right + from_middle.y * view.ray_up;
}

// Distance along the view, m, of a depth in [0, 1], and the other way: see visualizer/gpu/depth.py.
float view_distance(float depth) { return view.depth.x / (depth + view.depth.y); }
float depth_at(float metres) { return view.depth.x / metres - view.depth.y; }
