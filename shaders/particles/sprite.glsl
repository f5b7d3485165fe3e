// A large particle as a quad that faces the eye.
#include "particles/light.glsl"
#include "particles/sprite_record.glsl"

#if OCCLUDING
const float GLOW = 1.0;
#else
const float GLOW = GLOW_OF_LIGHT;  // additive light is drawn wider than the particle, with a soft falloff
#endif

const float STILL = 0.01;            // pixels: a shorter path has no direction
const float EDGE_ON = 0.08;          // least width of a shard over its length, when it is seen edge on
const float PATTERN_RATE = 3.0;      // cells of the smoke noise that a puff moves through during its life
const float PATTERN_SPREAD = 20.0;   // cells of the smoke noise over which puffs are distributed at birth

const float HALF_LIGHT = 0.4;        // of the radius of a disc: where its profile is a half. Streaks of consecutive sub-frames meet there
const float STILL_ROUND = 1.0, LONG = 3.0;  // half sizes: a shorter motion makes a sprite longer, a longer one an even streak
// Light of a streak's even part over that of a disc, if its length is the radius of the disc: see the profiles in
// sprite.frag.
const float EVEN_LIGHT = OCCLUDING == 1 ? 1.0186 : 1.2935;

// Returns false, and leaves s as it is, for a particle of which nothing is drawn as a sprite.
bool sprite_of(Particle p, inout Sprite s)
{
    if (!p.alive || p.opacity <= 0.0) return false;
    vec4 clip = view.clip_from_relative * vec4(p.position, 1.0);
    if (clip.w <= view.near) return false;
    vec2 way = trace(p, clip), streaked = streak(p, clip);
    float pixels = through_lens(p.size * u_pixels / clip.w, clip.w, p.opacity), share = sprite_share(pixels, way + streaked);
    if (share <= 0.0) return false;
    // One more pixel of width, so that the sum of light is constant for discs of a few pixels.
    float drawn = GLOW * sqrt(pixels * pixels + 2.0);
    float thinned = share * pixels * pixels / (drawn * drawn) * near_fade(clip.w, p.size);
    float even = 0.0;
    vec2 half_size = vec2(0.5 * drawn), centre = clip.xy / clip.w - 2.0 * view.offset + 2.0 * to_mid_lens(1.0 / clip.w) / view.viewport;  // as in `spot`
#if DRAWN_OUT
    // Stretched along the recent path; the light is spread over the larger area.
    float length_px = length(way + streaked);
    vec2 along = length_px > STILL ? (way + streaked) / length_px : vec2(1.0, 0.0);
    centre -= way / view.viewport;
    half_size.x += 0.5 * abs(dot(way, along));
  #if MOVING
    // Its motion in the time that the sub-frame covers makes it longer, by as much as its variance grows, or draws it
    // out evenly if it is far.
    float far = length(streaked), drawn_out = smoothstep(STILL_ROUND, LONG, far / half_size.x);
    float even_px = drawn_out * (far - 2.0 * HALF_LIGHT * half_size.x);
    half_size.x = mix(length(vec2(half_size.x, far)), half_size.x, drawn_out);
    thinned /= 1.0 + EVEN_LIGHT * even_px / half_size.x;
  #endif
    thinned *= half_size.y / half_size.x;
  #if MOVING
    half_size.x += 0.5 * even_px;
    even = 0.5 * even_px / half_size.x;
  #endif
#else
    vec2 along = vec2(1.0, 0.0);
  #if OCCLUDING
    // A random rotation, so that sprites look different.
    float turn = TAU * p.chance.w + (p.chance.z - 0.5) * p.age;
    along = vec2(cos(turn), sin(turn));
  #endif
#endif
    float kind = KIND_PLAIN;
#if APPEARANCE == APPEARANCE_SMOKE
    kind = LIT == 1 ? KIND_LIT_SMOKE : KIND_SMOKE;
#elif APPEARANCE == APPEARANCE_SHARD
    kind = KIND_SHARD;
    half_size.y *= max(abs(tumble(p)), EDGE_ON);  // edge on it is thin
#endif
    s.place = vec4(centre, depth_at(clip.w), clip.w);
    s.form = vec4(half_size, along);
    s.light = vec4(radiance(p), p.opacity * thinned);
    float pattern = PATTERN_RATE * p.share + PATTERN_SPREAD * p.chance.w;
    s.more = vec4(kind + p.chance.x, p.chance.y, APPEARANCE == APPEARANCE_SMOKE ? pattern : even, p.size);
    return true;
}
