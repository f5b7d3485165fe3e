// Reflections of the set, drawn once from one place (`visualizer/renderer/probes.py`), and projected onto the sides of
// a box (Lagarde and Zanuttini 2012, "Local Image-based Lighting With Parallax-corrected Cubemap").
#include "generated/view.glsl"
#include "common/octahedral.glsl"

uniform sampler3D u_probe;  // radiance; along x and y the octahedral map of directions, along z the roughness

// relative: position, m; direction: unit, world axes; roughness: [0, 1].
vec3 probe_radiance(vec3 relative, vec3 direction, float roughness)
{
    vec3 inside = clamp(relative, view.probe_low, view.probe_high);
    vec3 side = vec3(greaterThan(direction, vec3(0.0)));
    vec3 ways = (mix(view.probe_low, view.probe_high, side) - inside) / (max(abs(direction), 1e-5) * (2.0 * side - 1.0));
    vec3 seen = inside + direction * min(min(ways.x, ways.y), ways.z) - view.probe_place;
    vec3 texels = vec3(textureSize(u_probe, 0));
    // The outer texels lie on the edges of the map.
    vec3 place = vec3(octahedral(seen) * 0.5 + 0.5, roughness);
    return textureLod(u_probe, (place * (texels - 1.0) + 0.5) / texels, 0.0).rgb;
}
