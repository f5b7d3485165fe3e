// The polished floor: a dark mirror in large slabs, with cracks; its broken side (region 1) is rough crystal.
#include "common/cracks.glsl"
/* [parameters]
colour       = { type = "colour", description = "tint, linear" }
roughness    = { type = "float", low = 0.0, high = 1.0, description = "roughness of the reflection, linear in its look" }
mirror       = { type = "float", low = 0.0, high = 1.0, description = "strength of the reflection" }
crack        = { type = "float", low = 0.0, high = 1.0, neutral = 0.0, description = "how far cracks have run" }
crack_origin = { type = "vec3", unit = "m", description = "where cracks begin, in model space" }
crack_reach  = { type = "float", unit = "m", description = "how far cracks have run at crack 1" }
crack_glow   = { type = "float", description = "radiance through cracks" }
*/

const int REGIONS = 2;
const vec2 SLAB = vec2(2.0, 3.0);   // m
const float JOINT = 0.018;          // m
const float THICKNESS = 0.3;        // m of the polished slab, above rough rock
const float FIRE_DEPTH = 2.9, FIRE_FADE = 0.3;  // m below the floor: of the fire; above it, where its light on rock is half as strong
const vec2 FIRE_SIDE = vec2(0.55, -0.5);  // of the normal's height, between which the fire below lights the rock
const float FIRE_BANDS = 0.75;      // share of that light which layers of dark rock lose
const vec3 FIRE = vec3(1.0, 0.22, 0.035);
const float FIRE_LIGHT = 3.0;       // radiance of the rock beside the fire
const float THROUGH = 0.05;        // share of that which shines through the slab
const vec2 ROCK_ALBEDO = vec2(0.006, 0.022);  // factors on the colour: of joints and of layers
const float ROCK_SPECULAR = 0.15, SLAB_SPECULAR = 0.3;   // factor on the reflection of rock, which is full of holes
const vec2 SOOT = vec2(0.1, 2.2);  // of the rock's colour and reflection that is left at the floor; m below it where all is
const float BROKEN_ALBEDO = 0.22, BROKEN_RELIEF = 0.35;  // of the slab's broken side; by how much its normal varies
const float BROKEN_GLOW = 0.4;      // radiance of that side, as a factor on the colour: the crystal of the floor is lit from within
const float TILT = 0.012, WAVINESS = 0.02;  // tangents: of a slab, of the polish upon it
const float JOINT_MIRROR = 0.7, LIP_MIRROR = 0.7;  // shares of the reflection lost in joints and on the lips of cracks
const float CRACK_DARK = 0.9, JOINT_DARK = 0.6;    // shares of the albedo lost
const float SHEET_DARK = 0.4;               // share of the light lost over the broken sheet below a crack
const vec3 CRACK_COLOUR = vec3(0.6, 0.8, 1.0);
const vec3 CRACK_LIGHT = vec3(0.01, 0.004, 0.12);  // of a lip, of a sheet, of a lip added where it just runs: factors on u_crack_glow

Surface material(Fragment f)
{
    Surface s = surface_of(f);
    Crack c = cracks(f.object, inside(f, f.normal, GLASS_IOR), u_crack_origin, u_crack * u_crack_reach, 0.0);
    // Slabs set in a running bond: each is polished a little differently.
    vec2 place = f.object.xz / SLAB;
    place.x += 0.5 * mod(floor(place.y), 2.0);
    vec2 cell = floor(place), within = (place - cell) * SLAB;
    vec2 gap = min(within, SLAB - within);
    vec2 pixel = abs(f.object_x.xz) + abs(f.object_y.xz);  // m
    bool side = gap.x * pixel.y < gap.y * pixel.x;  // the joint that is fewer pixels away
    float joint = line_share(side ? gap.x : gap.y, JOINT, side ? pixel.x : pixel.y);
    if (region_of(f) > 0.5) {
        float layers = ridged(f.object * vec3(0.7, 4.5, 0.7), 3), depth = -f.object.y;
        float slab = 1.0 - smoothstep(THICKNESS, THICKNESS + abs(f.object_x.y) + abs(f.object_y.y) + 0.02, depth);
        vec3 rough = vec3(layers, value_noise(f.object * 4.0), value_noise(f.object.zxy * 4.0)) - 0.5;
        s.albedo = f.tint.rgb * u_colour * mix(mix(ROCK_ALBEDO.x, ROCK_ALBEDO.y, layers), BROKEN_ALBEDO, slab);
        s.roughness = mix(0.8, 0.5, slab);
        s.specular = mix(ROCK_SPECULAR, SLAB_SPECULAR, slab);
        float bare = mix(SOOT.x, 1.0, min(depth / SOOT.y, 1.0));  // black from smoke towards the top
        s.albedo *= bare;
        s.specular *= bare;
        s.normal = normalize(f.normal + rough * mix(0.8, BROKEN_RELIEF, slab));
        // The light of the fire fades upwards, falls on what faces down, and leaves dark layers dark; its last comes
        // through the slab.
        float below = exp2(min(depth - FIRE_DEPTH, 0.0) / FIRE_FADE) * smoothstep(FIRE_SIDE.x, FIRE_SIDE.y, s.normal.y);
        float hot = below * mix(1.0, layers, FIRE_BANDS * (1.0 - below));
        s.emission = FIRE * (FIRE_LIGHT * min(f.tint.r, 1.0) * mix(hot, 2.0 * THROUGH * layers * layers * layers, slab))
                   + u_colour * (BROKEN_GLOW * slab);
        return s;
    }
    float own = hash13(ivec3(cell, 3));
    float wear = fbm(f.object * vec3(0.9, 1.0, 0.9), 3);
    float scratches = value_noise(f.object * vec3(14.0, 1.0, 2.2));
    s.albedo = u_colour * f.tint.rgb * mix(0.5, 0.9, own) * mix(0.8, 1.2, wear);
    s.roughness = clamp(u_roughness * mix(0.6, 1.7, wear) + 0.10 * scratches * wear, 0.02, 1.0);
    vec3 tilt = vec3(own - 0.5, 0.0, hash13(ivec3(cell, 8)) - 0.5) * TILT;
    s.normal = normalize(f.normal + tilt + vec3(wear - 0.5, 0.0, scratches - 0.5) * WAVINESS);
    s.specular = 1.4;
    s.mirror = u_mirror * (1.0 - JOINT_MIRROR * joint);
    // Incised: the groove and what lies below it are dark, its lips a thin line.
    float dark = (1.0 - CRACK_DARK * c.groove) * (1.0 - SHEET_DARK * c.sheet);
    s.mirror *= dark * (1.0 - LIP_MIRROR * c.lip);
    s.albedo *= (1.0 - JOINT_DARK * joint) * dark;
    s.specular *= dark;
    s.emission = CRACK_COLOUR * u_crack_glow * dark * (c.sheet * CRACK_LIGHT.y
               + c.lip * (CRACK_LIGHT.x + CRACK_LIGHT.z * c.fresh * c.fresh));
    return s;
}
