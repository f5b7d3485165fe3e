// What haze and fog leave of a particle's light on its way to the eye. AIR: which of them there are.
#include "generated/particles.glsl"
#include "generated/view.glsl"

// Transmittance of the haze between the particle and the eye. relative: m.
float through_haze(vec3 relative)
{
    float way = length(relative), f = view.medium_falloff;
    float a = max(-view.medium_floor, 0.0), b = max(relative.y - view.medium_floor, 0.0);
    float rise = f * (b - a);
    float mean = exp(-f * a) * (abs(rise) < 1e-3 ? 1.0 - 0.5 * rise : (1.0 - exp(-rise)) / rise);
    return exp(-view.medium_density * way * mean);
}

#if AIR == AIR_HAZE_AND_FOG
#include "renderer/fog_shapes.glsl"

const int FOG_POINTS = 3;  // of the way through a volume, at which the density of its edge is sampled

// Transmittance of the fog volumes between the particle and the eye, at their mean density: without their noise.
// relative: m.
float through_fog(vec3 relative)
{
    float way = length(relative), depth = 0.0;
    vec3 ray = relative / max(way, 1e-6);
    int k = 0;
    do {
        vec4 row_x = fog_x(k), row_y = fog_y(k), row_z = fog_z(k);
        vec3 from = vec3(row_x.w, row_y.w, row_z.w), along = vec3(dot(row_x.xyz, ray), dot(row_y.xyz, ray), dot(row_z.xyz, ray));
        float shape = fog_form(k).x, edge = fog_edge(k);
        vec2 span = clamp(fog_span(shape, from, along), 0.0, way);
        float within = max(span.y - span.x, 0.0) / float(FOG_POINTS), amount = 0.0;
        for (int i = 0; i < FOG_POINTS; i++)
            amount += smoothstep(0.0, edge, fog_inset(shape, from + (span.x + (float(i) + 0.5) * within) * along));
        depth += fog_density(k) * within * amount;
    } while (++k < u_fog_count);
    return exp(-depth);
}
#endif

// Transmittance of haze and fog between the particle and the eye. relative: m.
float through_air(vec3 relative)
{
#if AIR == AIR_HAZE_AND_FOG
    return through_haze(relative) * through_fog(relative);
#elif AIR == AIR_HAZE
    return through_haze(relative);
#else
    return 1.0;
#endif
}
