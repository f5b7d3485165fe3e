// Motion in the picture, from places in clip space: x, y and w, in the first and in the last sub-frame.
uniform vec2 u_size;  // of the picture, pixels

const float NEAREST = 1e-4;  // m along the view: what was behind the eye has no place in the picture

// Pixels to the right and down.
vec2 motion(vec3 first, vec3 last)
{
    vec2 way = last.xy / max(last.z, NEAREST) - first.xy / max(first.z, NEAREST);
    return way * vec2(0.5, -0.5) * u_size;
}
