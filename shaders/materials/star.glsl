// The face of a star: limb darkening (Eddington: I/I0 = (2 + 3 mu) / 5), granules in two scales, spots, bright threads.
/* [parameters]
brightness = { type = "float", description = "radiance of the middle of the disc" }
colour     = { type = "colour", description = "colour of the star's light, linear" }
activity   = { type = "float", low = 0.0, high = 2.0, description = "strength of spots and threads" }
*/
#define EMISSION_ONLY
#include "common/relief.glsl"

const float CELLS_A_RADIUS = 170.0, FINE_A_RADIUS = 95.0;  // granules; of the first octave of what makes them uneven
const float LANES_A_RADIUS = 260.0;              // what must be wider than a pixel: lanes between granules
const vec2 WARP = vec2(0.035, 0.010);            // radii by which broad flows shift them, and fine ones, so that no lane is straight
const vec2 CELL_EDGE = vec2(-0.20, 0.50);         // cells: distance from the border of a granule over which it brightens
const vec3 GRAINS = vec3(0.74, 1.14, 1.15);      // light of the lanes between granules, in granules; swing by what makes them uneven, seen farther off
const vec2 BROAD = vec2(0.88, 1.10);             // light of cool and of hot regions
const vec2 LIMB = vec2(3.0, 5.0);                // of Eddington's (2 + 3 mu) / 5
const float DEEP = 3.4;                          // power of it in the visible, for a star as cool as this
const vec4 HOT = vec4(1.0, 0.40, 0.125, 1.0);    // colour of the hottest gas, and how much brighter it is
const vec3 DARKER = vec3(0.5, 0.75, 0.45);       // shares of light lost in penumbra, umbra, filament
const float TORN = 0.30;                         // how much what makes granules uneven tears filaments, which lie about spots alone
const float PLAGE = 0.55;                        // light added by threads about spots
const vec2 PLAGE_LIMB = vec2(0.4, 0.6);          // of that: at the limb, added in the middle
const vec3 RIM_COLOUR = vec3(1.0, 0.7, 0.8);     // factor on the colour, of the gas above the limb
const vec2 RIM_LIGHT = vec2(0.2, 0.7);           // between threads, added in them

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float mu = max(dot(f.normal, f.view), 0.0);
    vec3 p = normalize(f.object);
    // Granules boil slowly, and broad flows shift them. Where they are smaller than a pixel, as towards the limb, they
    // are at their mean.
    float broad = moving_fbm(p * 3.2, 2, vec3(-0.012));
    vec3 q = p + (broad - 0.5) * WARP.x;
    float uneven = moving_fbm(q * FINE_A_RADIUS, 3, vec3(0.05)) - 0.5;
    vec3 cell = (q + uneven * WARP.y) * CELLS_A_RADIUS;
    float granules = smoothstep(CELL_EDGE.x, CELL_EDGE.y, moving_voronoi_edge(cell, vec3(0.0, 0.0, 0.05)).x);
    float field = fbm(q * 5.2 + 11.0, 4);
    float penumbra = smoothstep(0.690, 0.735, field) * min(u_activity, 1.0), umbra = smoothstep(0.735, 0.765, field) * min(u_activity, 1.0);
    // Threads of brighter gas, combed by the field about the spots.
    float threads = ridged(q * 9.0 + 2.5 * broad, 2);
    float plage = smoothstep(0.55, 0.85, threads) * smoothstep(0.56, 0.68, field) * u_activity;
    float filament = smoothstep(0.84, 0.96, ridged(q * 3.2 + 5.0 + broad, 2) + TORN * uneven) * smoothstep(0.50, 0.62, field) * u_activity;
    float light = pow(max((2.0 + LIMB.x * mu) / LIMB.y, 0.0), DEEP);
    float pixel = pixel_in_model(f);
    light *= mix(1.0, mix(GRAINS.x, GRAINS.y, granules), octave_seen(pixel * LANES_A_RADIUS)) * mix(BROAD.x, BROAD.y, smoothstep(0.3, 0.7, broad));
    light *= 1.0 + GRAINS.z * uneven * octave_seen(pixel * FINE_A_RADIUS);
    light *= (1.0 - DARKER.x * penumbra) * (1.0 - DARKER.y * umbra) * (1.0 - DARKER.z * filament);
    light += PLAGE * plage * (1.0 - penumbra) * (PLAGE_LIMB.x + PLAGE_LIMB.y * mu);
    // Cooler towards the limb, where one sees higher, cooler layers; the hottest gas is orange.
    vec3 tint = mix(u_colour * vec3(1.0, 0.50, 0.3), u_colour, smoothstep(0.1, 0.9, mu));
    float hot = smoothstep(0.4, 1.35, light);
    tint = mix(tint, HOT.rgb * (1.0 + HOT.w * hot), hot);
    // The rim of thin, glowing gas above the surface, seen edge-on.
    float rim = pow(max(1.0 - mu, 0.0), 7.0);
    s.emission = (tint * light + u_colour * RIM_COLOUR * rim * (RIM_LIGHT.x + RIM_LIGHT.y * threads)) * u_brightness;
    return s;
}
