// Visibility at a surface, with a penumbra as wide as the mean distance of what hides the light gives it (Fernando
// 2005, "Percentage-Closer Soft Shadows"). Each sub-frame has a direction within the source, and its own share of the
// source here.

uniform sampler2D u_shadow_depth;  // the shadow map without comparison, [0, 1]

const vec2 SHADOW_SPREADS = vec2(1.4, 32.0);  // texels: narrowest and widest penumbra to each side
const float SHADOW_FACING = 0.15;   // cosine to the light: a steeper surface is compared as if it had this one
const float SHADOW_FIRST = 0.5;           // number of the first tap
const mat2 SHADOW_TURN = mat2(-0.737369, 0.675490, -0.675490, -0.737369);  // by the golden angle

// Depth along the surface, per distance in the map to the right and up: what lies beside the place is compared with the
// plane.
vec2 shadow_slope(vec3 normal)
{
    mat3 turned = transpose(mat3(view.shadow_from_relative));
    vec3 along = normal * mat3(turned[0] / dot(turned[0], turned[0]), turned[1] / dot(turned[1], turned[1]), turned[2] / dot(turned[2], turned[2]));
    float steepest = SHADOW_FACING * inversesqrt(dot(turned[2], turned[2]));
    return -along.xy / (along.z < 0.0 ? min(along.z, -steepest) : max(along.z, steepest));
}

// p: as `surface_shadow_place` returns it; normal: of the surface, world, unit.
float soft_visibility(vec3 p, vec3 normal)
{
    vec2 slope = shadow_slope(normal), way = vec2(cos(TAU * view.phase), sin(TAU * view.phase)), turned = way;
    float widest = SHADOW_SPREADS.y * view.shadow_texel, between = 0.0, hidden = 0.0;
    for (int i = 0; i < SHADOW_SEARCH; i++) {
        vec2 at = turned * (widest * sqrt((float(i) + SHADOW_FIRST) / float(SHADOW_SEARCH)));
        float gap = p.z + dot(slope, at) - textureLod(u_shadow_depth, p.xy + at, 0.0).r;
        between += max(gap, 0.0);
        hidden += step(0.0, gap);
        turned = SHADOW_TURN * turned;
    }
    float spread = clamp(view.shadow_spread * between / max(hidden, 1.0), SHADOW_SPREADS.x * view.shadow_texel, widest), sum = 0.0;
    for (int i = 0; i < SHADOW_TAPS; i++) {
        vec2 at = way * (spread * sqrt((float(i) + SHADOW_FIRST) / float(SHADOW_TAPS)));
        sum += textureLod(u_shadow, p + vec3(at, dot(slope, at)), 0.0);
        way = SHADOW_TURN * way;
    }
    return sum / float(SHADOW_TAPS);
}
