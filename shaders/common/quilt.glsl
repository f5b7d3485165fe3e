// Seams of a quilted lining, unrolled from a bowl whose lowest point is below the origin of its model space.

const float QUILT_FLAT = 0.25;  // m from the middle within which the bowl is unrolled like a plane

// Place on the unrolled cloth, m, along the diagonal seams, at p, m: its distance from the middle is that along the ground and up
// the side. bottom: height of the lowest point, m.
vec2 quilt_place(vec3 p, float bottom)
{
    float aside = length(p.xz);
    vec2 cloth = p.xz * (1.0 + max(p.y - bottom, 0.0) / (aside + QUILT_FLAT));
    return vec2(cloth.x + cloth.y, cloth.x - cloth.y);
}
