// The normal, perturbed by a height field of which only the screen-space derivatives are known
// (Mikkelsen 2010, "Bump Mapping Unparametrized Surfaces on the GPU"). height: m. Returns: unit, world axes.
vec3 bumped(Fragment f, float height)
{
    vec3 along_x = f.relative_x, along_y = f.relative_y;
    vec3 r1 = cross(along_y, f.normal), r2 = cross(f.normal, along_x);
    float area = dot(along_x, r1);
    vec3 slope = sign(area) * (dFdx(height) * r1 + dFdy(height) * r2);
    return normalize(max(abs(area), 1e-12) * f.normal - slope);
}

// A direction in model space, rotated to world axes with the piece. way: m. Returns: same length, world axes.
vec3 carried_to_world(Fragment f, vec3 way)
{
    vec3 a = f.object_x, b = f.object_y, wa = f.relative_x, wb = f.relative_y;
    // Both pairs of derivatives span the same patch: `way` is expressed in one and evaluated in the other (normal equations).
    float aa = dot(a, a), ab = dot(a, b), bb = dot(b, b), va = dot(way, a), vb = dot(way, b);
    float scale = aa * bb - ab * ab;
    vec3 carried = scale > 1e-20 ? (wa * (va * bb - vb * ab) + wb * (vb * aa - va * ab)) / scale : vec3(0.0);
    return carried * inversesqrt(max(dot(wa, wa), 1e-20)) * sqrt(aa);
}
