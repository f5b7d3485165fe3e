// The face of a star: limb darkening (Eddington: I/I0 = (2 + 3 mu) / 5), granules in two scales, spots, bright threads.
/* [parameters]
brightness = { type = "float", description = "radiance of the middle of the disc" }
colour     = { type = "colour", description = "colour of the star's light, linear" }
activity   = { type = "float", low = 0.0, high = 2.0, description = "strength of spots and threads" }
*/
#define EMISSION_ONLY

const float DRIFT = 0.12;                        // radii by which granules are carried
const vec2 LIMB = vec2(3.0, 5.0);                // of Eddington's (2 + 3 mu) / 5
const float DEEP = 2.7;                          // power of it in the visible, for a star as cool as this
const vec2 CELLS = vec2(0.86, 1.05);             // light between granules, in them
const vec4 HOT = vec4(1.0, 0.55, 0.23, 1.15);    // colour of the hottest gas, and how much brighter it is
const vec3 DARKER = vec3(0.45, 0.8, 0.45);       // shares of light lost in penumbra, umbra, filament
const float PLAGE = 0.85;                        // light added by threads at the middle of the disc
const vec2 PLAGE_LIMB = vec2(0.4, 0.6);          // of that: at the limb, added in the middle
const vec3 RIM_COLOUR = vec3(1.0, 0.7, 0.8);     // factor on the colour, of the gas above the limb
const vec2 RIM_LIGHT = vec2(0.3, 0.9);           // between threads, added in them

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    float mu = max(dot(f.normal, f.view), 0.0);
    vec3 p = normalize(f.object);
    // Granules flow: the field that carries them changes slowly.
    vec3 drift = vec3(moving_fbm(p * 3.0, 3, vec3(0.02)), moving_fbm(p * 3.0 + 7.0, 3, vec3(-0.02)), fbm(p * 3.0 + 13.0, 2)) - 0.5;
    vec3 q = p + drift * DRIFT;
    float cells = moving_voronoi_edge(q * 64.0, vec3(0.0, 0.0, 0.15)).x;
    float granules = smoothstep(0.0, 0.42, cells);
    float fine = moving_fbm(q * 95.0, 2, vec3(0.4));
    float broad = moving_fbm(q * 4.5, 4, vec3(-0.015));
    float field = fbm(q * 5.2 + 11.0, 4);
    float umbra = smoothstep(0.735, 0.775, field) * min(u_activity, 1.0);
    float penumbra = smoothstep(0.695, 0.74, field) * min(u_activity, 1.0);
    // Threads of brighter gas, combed by the field about the spots.
    float threads = ridged(q * 9.0 + 2.5 * broad, 4);
    float plage = smoothstep(0.62, 0.85, threads) * smoothstep(0.45, 0.65, field) * u_activity;
    float filament = smoothstep(0.80, 0.95, ridged(q * 3.2 + 5.0 + broad, 3)) * u_activity;
    float light = (2.0 + LIMB.x * mu) / LIMB.y;
    light = pow(max(light, 0.0), DEEP);
    light *= mix(CELLS.x, CELLS.y, granules) * mix(0.8, 1.2, fine) * mix(0.6, 1.4, smoothstep(0.3, 0.7, broad));
    light *= (1.0 - DARKER.x * penumbra) * (1.0 - DARKER.y * umbra) * (1.0 - DARKER.z * filament);
    light += PLAGE * plage * (1.0 - penumbra) * (PLAGE_LIMB.x + PLAGE_LIMB.y * mu);
    // Cooler towards the limb, where one sees higher, cooler layers; the hottest gas is orange.
    vec3 tint = mix(u_colour * vec3(1.0, 0.50, 0.3), u_colour, smoothstep(0.1, 0.9, mu));
    float hot = smoothstep(0.45, 1.6, light);
    tint = mix(tint, HOT.rgb * (1.0 + HOT.w * hot), hot);
    // The rim of thin, glowing gas above the surface, seen edge-on.
    float rim = pow(max(1.0 - mu, 0.0), 7.0);
    s.emission = (tint * light + u_colour * RIM_COLOUR * rim * (RIM_LIGHT.x + RIM_LIGHT.y * threads)) * u_brightness;
    return s;
}
