// Share of the key light that reaches a point, [0, 1].
#include "generated/view.glsl"

uniform sampler2DShadow u_shadow;  // depth from the key light, written by the shadow pass

const float SHADOW_BIAS = 0.0012;       // of the shadow map's depth range
const float SHADOW_TAP_NEAR = 0.4, SHADOW_TAP_FAR = 0.9;  // texels: sides of the rotated square of four taps

// place: position in the shadow map and depth, each [0, 1]. Returns false outside the map, where there are no shadows.
bool covered_by_shadow_map(vec3 relative, out vec3 place)
{
    place = (view.shadow_from_relative * vec4(relative, 1.0)).xyz;
    return !(view.shadow_texel <= 0.0 || any(lessThan(place, vec3(0.0))) || any(greaterThan(place, vec3(1.0))));
}

// Visibility at a surface. relative: position, m; normal: unit, world axes, on which the bias depends.
float key_visibility(vec3 relative, vec3 normal)
{
    vec3 p;
    if (!covered_by_shadow_map(relative, p)) return 1.0;
    float slope = 1.0 - abs(dot(normal, view.key_direction));
    p.z -= SHADOW_BIAS * (0.5 + 2.0 * slope);
    float t = view.shadow_texel;
    // Four bilinear comparisons on a rotated square: a 3 by 3 texel footprint.
    const float a = SHADOW_TAP_NEAR, b = SHADOW_TAP_FAR;
    return 0.25 * (textureLod(u_shadow, p + vec3(-a, -b, 0.0) * t, 0.0) + textureLod(u_shadow, p + vec3(b, -a, 0.0) * t, 0.0)
                 + textureLod(u_shadow, p + vec3(a, b, 0.0) * t, 0.0) + textureLod(u_shadow, p + vec3(-b, a, 0.0) * t, 0.0));
}

// Visibility by one comparison, for media and particles, where many points are averaged. bias: share of the map's depth range.
float key_visibility_coarse(vec3 relative, float bias)
{
    vec3 p;
    if (!covered_by_shadow_map(relative, p)) return 1.0;
    return textureLod(u_shadow, p - vec3(0.0, 0.0, bias), 0.0);
}
