// A small particle in the picture: position and amount of its light.
#include "particles/light.glsl"

const float DISC_AREA = 0.25 * PI;  // of a disc of diameter 1

struct Spot {
    vec2 place;    // pixels from the centre of the lower left pixel
    float depth;   // [0, 1], as the depth buffer
    float reach;   // pixels from the middle to the edge of what is drawn
    float larger;  // share of it that is drawn as a sprite
    vec3 energy;   // light, summed over pixels; without the sprite's share
    vec2 streak;   // its motion in the time that the sub-frame covers, pixels
};

// Returns false for a particle behind the eye or outside the picture. clip_from_relative, viewport: of the view.
bool spot(Particle p, mat4 clip_from_relative, vec2 viewport, out Spot s)
{
    s = Spot(vec2(0.0), 0.0, 0.0, 1.0, vec3(0.0), vec2(0.0));
    vec4 clip = clip_from_relative * vec4(p.position, 1.0);
    if (clip.w <= held_near) return false;
    float over_w = 1.0 / clip.w;
    // Without the offset within the pixel, which spots do not need, so that the shares of consecutive sub-frames lie on
    // one line.
    s.place = (clip.xy * over_w * 0.5 + 0.5 - held_offset) * viewport - 0.5;
    s.place += to_mid_lens(over_w);
    s.depth = depth_from(held_depth, over_w);
    vec2 way = trace(p, clip);
    s.place -= 0.5 * way;
    s.streak = streak(p, clip);
    way += s.streak;
    float pixels = through_lens(p.size * held_pixels * over_w, clip.w, p.opacity);
    s.larger = sprite_share(pixels, way);
    s.reach = pixels + 2.0 + length(way);
    if (s.depth < 0.0 || any(lessThan(s.place, vec2(-s.reach))) || any(greaterThan(s.place, viewport + s.reach))) return false;
    // Area of the disc in pixels: a particle below one pixel is dimmed and does not flicker.
    float cover = DISC_AREA * pixels * pixels * p.opacity * (1.0 - s.larger) * near_fade(clip.w, p.size);
#if OCCLUDING
    cover *= PROFILE_MEAN;
#endif
    s.energy = radiance(p) * cover;
    return true;
}
