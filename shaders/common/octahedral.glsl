// Directions as places in a square, by way of an octahedron whose vertical axis is in the square's middle and its
// corners (Cigolle et al. 2014, "A Survey of Efficient Representations for Independent Unit Vectors").

// Place, [-1, 1], of a direction of any length above 0.
vec2 octahedral(vec3 direction)
{
    vec3 p = direction / (abs(direction.x) + abs(direction.y) + abs(direction.z));
    vec2 folded = (1.0 - abs(p.zx)) * vec2(p.x < 0.0 ? -1.0 : 1.0, p.z < 0.0 ? -1.0 : 1.0);
    return p.y < 0.0 ? folded : p.xz;
}

// Direction, unit, of a place, [-1, 1].
vec3 octahedral_direction(vec2 place)
{
    vec3 p = vec3(place.x, 1.0 - abs(place.x) - abs(place.y), place.y);
    vec2 folded = (1.0 - abs(p.zx)) * vec2(p.x < 0.0 ? -1.0 : 1.0, p.z < 0.0 ? -1.0 : 1.0);
    p.xz = p.y < 0.0 ? folded : p.xz;
    return normalize(p);
}
