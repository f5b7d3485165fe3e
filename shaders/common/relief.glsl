// Relief of a surface by the gradient of its height in model space, which needs no comparison of pixels.

// A direction in model space, rotated to world axes with the piece: its part in the surface. way: m. Returns: same
// length, world axes.
vec3 carried_to_world(Fragment f, vec3 way)
{
    vec3 a = f.object_x, b = f.object_y, wa = f.relative_x, wb = f.relative_y;
    // Both pairs of derivatives span the same patch: `way` is expressed in one and evaluated in the other (normal
    // equations).
    float aa = dot(a, a), ab = dot(a, b), bb = dot(b, b), va = dot(way, a), vb = dot(way, b);
    float scale = aa * bb - ab * ab;
    vec3 carried = scale > 1e-30 ? (wa * (va * bb - vb * ab) + wb * (vb * aa - va * ab)) / scale : vec3(0.0);
    return carried * inversesqrt(max(dot(wa, wa), 1e-30)) * sqrt(aa);
}

// Distance in model space to the neighbouring pixels, the farther of two, m.
float pixel_in_model(Fragment f) { return sqrt(max(dot(f.object_x, f.object_x), dot(f.object_y, f.object_y))); }

// The normal of a relief. slope: gradient of its height, m per m, model space. Returns: unit, world axes.
vec3 in_relief(Fragment f, vec3 slope) { return normalize(f.normal - carried_to_world(f, slope)); }
