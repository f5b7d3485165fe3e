// Share of the key light that reaches a point, [0, 1].
#include "generated/detail.glsl"
#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/shadow_place.glsl"

uniform sampler2DShadow u_shadow;  // depth from the key light, written by the shadow pass

// place: as `shadow_place` returns it. Returns false outside the map, where there are no shadows.
bool covered_by_shadow_map(vec3 place)
{
    return !(view.shadow_texel <= 0.0 || any(lessThan(place, vec3(0.0))) || any(greaterThan(place, vec3(1.0))));
}

#if FULL_DETAIL
#include "common/soft_shadow.glsl"
#endif

// Visibility at a surface. p: as `surface_shadow_place` returns it; normal: of the surface, world, unit.
float key_visibility(vec3 p, vec3 normal)
{
#if FULL_DETAIL
    float lit = soft_visibility(p, normal);
#else
    // Four bilinear comparisons on a rotated square, 5 texels wide. The second pair of opposite corners is compared
    // only where the first is not all lit or all dark; each sub-frame has another first pair, so that no edge is a
    // ladder in all of them.
    vec2 way = view.shadow_tap;
    float sum = 0.0, taps = 0.0;
    do {
        sum += textureLod(u_shadow, p + vec3(way, 0.0), 0.0) + textureLod(u_shadow, p - vec3(way, 0.0), 0.0);
        taps += 2.0;
        way = vec2(-way.y, way.x);
    } while (taps < float(SHADOW_TAPS) && sum > 0.0 && sum < 2.0);
    float lit = sum / taps;
#endif
    return covered_by_shadow_map(p) ? lit : 1.0;
}

// Visibility by one comparison, for media and particles, where many points are averaged. bias: share of the map's depth
// range.
float key_visibility_coarse(vec3 relative, float bias)
{
    vec3 place = shadow_place(relative);
    if (!covered_by_shadow_map(place)) return 1.0;
    return textureLod(u_shadow, place - vec3(0.0, 0.0, bias), 0.0);
}
