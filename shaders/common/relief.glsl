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
