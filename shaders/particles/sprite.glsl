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

// Half of the length added by stretching, divided by the length of the path. The ends of a sprite are faint, so the sprites of
// consecutive sub-frames must overlap to give an even streak.
#if MOVING
const float OVERLAP = 1.0;
#else
const float OVERLAP = 0.5;
#endif

// Returns false, and leaves s as it is, for a particle of which nothing is drawn as a sprite.
bool sprite_of(Particle p, inout Sprite s)
{
    if (!p.alive || p.opacity <= 0.0) return false;
    vec4 clip = view.clip_from_relative * vec4(p.position, 1.0);
    if (clip.w <= view.near) return false;
    vec2 way = trace(p, clip);
    float pixels = through_lens(p.size * u_pixels / clip.w, clip.w, p.opacity), share = sprite_share(pixels, way);
    if (share <= 0.0) return false;
    // One more pixel of width, so that the sum of light is constant for discs of a few pixels.
    float drawn = GLOW * sqrt(pixels * pixels + 2.0);
    float thinned = share * pixels * pixels / (drawn * drawn) * near_fade(clip.w, p.size);
    vec2 half_size = vec2(0.5 * drawn), centre = clip.xy / clip.w;
#if DRAWN_OUT
    // Stretched along the recent path; the light is spread over the larger area.
    float length_px = length(way);
    vec2 along = length_px > STILL ? way / length_px : vec2(1.0, 0.0);
    centre -= way / view.viewport;
    half_size.x += OVERLAP * length_px;
    thinned *= half_size.y / half_size.x;
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
    s.more = vec4(kind + p.chance.x, p.chance.y, PATTERN_RATE * p.share + PATTERN_SPREAD * p.chance.w, p.size);
    return true;
}
