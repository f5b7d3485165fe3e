// Haze at a quarter to half of the size: light that it scatters towards the eye, and its transmittance, by ray marching with the shadow map.
// The start of each ray is offset by a pattern that differs between sub-frames (R1 over interleaved gradient noise, Jimenez
// 2014), so that the steps average out.
#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/depth.glsl"
#include "common/environment.glsl"
#include "common/falloff.glsl"
#include "common/interleaved.glsl"
#include "common/phase.glsl"
#include "common/rays.glsl"
#include "common/shadow.glsl"

uniform sampler2D u_depth;  // of the picture, written by the surface pass

in vec2 v_uv;
out vec4 f_colour;  // rgb: radiance added; a: transmittance

const int STEPS = 10;
const float LEAST_DISTANCE_2 = 0.25;  // m2: least squared distance from a point light

// Extinction, 1/m, at a height relative to the eye, m.
float density(float height) { return view.medium_density * exp(-view.medium_falloff * max(height - view.medium_floor, 0.0)); }

void main()
{
    float depth = textureLod(u_depth, v_uv, 0.0).r;
    vec3 way = ray_through(v_uv) * view_distance(depth);
    float reach = min(length(way), view.medium_reach);
    vec3 ray = normalize(way);
    float offset = fract(interleaved_gradient_noise(gl_FragCoord.xy) + view.phase + GOLDEN);
    float phase = henyey_greenstein(dot(ray, view.key_direction), view.medium_anisotropy);
    vec3 ambient = environment_mean();
    float left = 1.0;
    vec3 light = vec3(0.0);
    float last = 0.0;
    for (int i = 0; i < STEPS; i++) {
        // Steps grow with distance: near haze needs the finer ones.
        float share = (float(i) + 1.0) / float(STEPS);
        float next = reach * share * share;
        float start = last, step_length = next - last;
        vec3 p = ray * mix(last, next, offset);
        last = next;
        float extinction = density(p.y);
        float passed = exp(-extinction * step_length);
        vec3 source = view.medium_colour * (view.key_colour * (phase * key_visibility_coarse(p, 0.0)) + ambient);
        for (int k = 0; k < view.point_count; k++) {
            vec3 from_eye = view.point_place[k].xyz;
            float nearest = dot(from_eye, ray), across_2 = max(dot(from_eye, from_eye) - nearest * nearest, LEAST_DISTANCE_2);
            float across = sqrt(across_2), a = (start - nearest) / across, b = (next - nearest) / across;
            // The mean of the inverse square over the step, so that it needs no offset: it is an angle seen from the light.
            float inverse_square = atan(b - a, 1.0 + a * b) / (across * max(step_length, 1e-6));
            float middle = 0.5 * (start + next) - nearest;
            float falloff = light_falloff(across_2 + middle * middle, view.point_colour[k].a, 1.0) * inverse_square;
            source += view.medium_colour * view.point_colour[k].rgb * (falloff / (2.0 * TAU));
        }
        light += left * (1.0 - passed) * source + view.medium_glow * (step_length * left * extinction / max(view.medium_density, 1e-6));
        left *= passed;
    }
    f_colour = vec4(light, left);
}
