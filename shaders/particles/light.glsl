// Radiance of a particle towards the eye, and its size in the picture.
// Unused work is removed by defines, not by branches, because a CPU rasteriser executes both sides of a branch.
#include "generated/view.glsl"
#include "common/depth.glsl"
#include "common/environment.glsl"
#include "common/falloff.glsl"
#include "common/phase.glsl"
#include "common/shadow.glsl"
#include "particles/air.glsl"
#include "particles/particle.glsl"

uniform float u_pixels;            // pixels of 1 m at 1 m before the eye

// Values that an invocation which draws many particles copies once.
#if BLOCKS
vec2 held_depth, held_offset, held_lens_place;
float held_near, held_pixels, held_aperture, held_focus;
vec3 held_home;

void hold_view()
{
    held_near = view.near * OPAQUE_ONE;
    held_pixels = u_pixels * OPAQUE_ONE;
    held_aperture = view.aperture * OPAQUE_ONE;
    held_lens_place = view.lens_place * OPAQUE_ONE;
    held_focus = view.focus * OPAQUE_ONE;
    held_home = view.home * OPAQUE_ONE;
    held_depth = view.depth * OPAQUE_ONE;
    held_offset = view.offset * OPAQUE_ONE;
}
#else
#define held_near view.near
#define held_pixels u_pixels
#define held_aperture view.aperture
#define held_lens_place view.lens_place
#define held_focus view.focus
#define held_home view.home
#define held_depth view.depth
#define held_offset view.offset
#endif

// Particle k at `time`, s from now, with its position in the relative frame.
Particle seen_at(uint k, float time)
{
    Particle p = particle_at(k, time);
    p.position += held_home;
    return p;
}

Particle seen(uint k) { return seen_at(k, NOW); }

const float SPLAT_BELOW = 2.0;     // pixels: smaller particles are splats,
const float SPRITE_ABOVE = 3.0;    // larger ones sprites; in between, both are drawn with a share each

// Smoke and shards are not stretched by motion blur, because they have their own shape.
#define DRAWN_OUT (STRETCHED == 1 || (MOVING == 1 && APPEARANCE != APPEARANCE_SMOKE && APPEARANCE != APPEARANCE_SHARD))

// Motion of a particle in the picture during `moments`, s, until now, pixels. clip: its clip position. before: clip_from_relative then.
vec2 moved(Particle p, vec4 clip, mat4 before, float moments)
{
    vec4 tail = before * vec4(p.position - p.velocity * min(moments, p.age), 1.0);
    return tail.w > held_near ? (clip.xy / clip.w - tail.xy / tail.w) * 0.5 * view.viewport : vec2(0.0);
}

// Recent path of a particle in the picture, pixels, along which it is stretched behind itself: over `emitter_stretch`, s.
vec2 trace(Particle p, vec4 clip)
{
#if DRAWN_OUT && STRETCHED
    return moved(p, clip, view.clip_from_relative, emitter_stretch());
#else
    return vec2(0.0);
#endif
}

// Its motion in the time that the sub-frame covers, pixels, of which one half lies before this instant and one after it.
vec2 streak(Particle p, vec4 clip)
{
#if DRAWN_OUT && MOVING
    return moved(p, clip, view.clip_before, view.shutter);
#else
    return vec2(0.0);
#endif
}

// What moves a particle in the picture from where the place on the lens of this sub-frame shows it to where the middle of the lens
// does, pixels. over_w: inverse of its distance along the view, 1/m.
vec2 to_mid_lens(float over_w)
{
#if LENS
    return held_lens_place * (held_pixels * (over_w - 1.0 / held_focus));
#else
    return vec2(0.0);
#endif
}

// Diameter in the picture, pixels, of a particle of the diameter `pixels` at w, m along the view, with the blur of the whole lens: a
// particle is round, and each sub-frame can draw all of its circle of confusion, so that few sub-frames show no separate copies.
// Opacity decreases with the area.
float through_lens(float pixels, float w, inout float opacity)
{
#if LENS
    float blur = held_aperture * held_pixels * abs(1.0 / w - 1.0 / held_focus), wide = sqrt(pixels * pixels + blur * blur);
    opacity *= pixels * pixels / max(wide * wide, 1e-12);
    return wide;
#else
    return pixels;
#endif
}

// Share of a particle that is drawn as a sprite. pixels: its diameter; way: its path from trace() and streak().
float sprite_share(float pixels, vec2 way)
{
    return smoothstep(SPLAT_BELOW, SPRITE_ABOVE, max(pixels, length(way)));
}

const float DUST_ANISOTROPY = 0.45;  // mean cosine of the phase function of dust, smoke and sparks
const float EVEN_SCATTERING = 0.159;  // 1/sr: twice an even phase function, 2 / (4 pi)
const float PARTICLE_BIAS = 0.001;   // of the shadow map's depth range

// Radiance that a particle of albedo 1 scatters towards the eye. Phase functions are doubled; colours of emitters assume this.
vec3 scene_light(vec3 relative)
{
    vec3 light = environment_mean();
    vec3 to_eye = normalize(-relative);
    light += view.key_colour * (2.0 * henyey_greenstein(dot(view.key_direction, to_eye), DUST_ANISOTROPY)
                              * key_visibility_coarse(relative, PARTICLE_BIAS));
    for (int i = 0; i < view.point_count; i++) {
        vec3 way = view.point_place[i].xyz - relative;
        float radius = view.point_place[i].w, reach = view.point_colour[i].a, d2 = dot(way, way);
        light += view.point_colour[i].rgb * (EVEN_SCATTERING * light_falloff(d2, reach, d2 + radius * radius));
    }
    return light;
}

// Radiance of a particle where it is fully opaque.
vec3 radiance(Particle p)
{
    vec3 light = p.colour * p.shine;
#if LIT
    light *= mix(vec3(1.0), scene_light(p.position), emitter_lit());
#endif
    light *= through_air(p.position);
    return light;
}

// Fade of particles near the eye, which would else fill the picture. w: distance along the view, m; size: diameter, m.
float near_fade(float w, float size) { return smoothstep(held_near, held_near + 4.0 * size, w); }
