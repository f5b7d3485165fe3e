// Where the particles of a block can be at most, without evaluating them: those whose motion is a closed form, told the
// same at every birth. The rest may be anywhere.
#define BOUNDED (KEYED == 0 && FIELDS == 0 && COLLIDERS == 0 && HAS_FLOOR == 0 && LOCAL == 0 && BORN_OF_PARTICLES == 0 \
    && STRETCHED == 0 && MOVING == 0 && SHAPE != SHAPE_SURFACE && SHAPE != SHAPE_PIECES && SHAPE != SHAPE_CURVE)

const float FARTHEST = 3.4642;    // standard deviations: normal() gives no more
const float EDGE = 8.0;           // pixels by which a particle's light may reach over its place

// Whether any of the particles first to last may be seen at `time`. Call begin_block for them before.
bool block_may_show(uint first, uint last, float time, mat4 clip_from_world, vec2 viewport)
{
#if BOUNDED
    float youngest = time - birth_time(last, 1.0), oldest = time - birth_time(first, 0.0);
    vec4 life = row(ROW_LIFE);
    float longest = life.x * (1.0 + life.y);
    if (oldest < 0.0 || youngest > longest) return false;
    youngest = max(youngest, 0.0);
    oldest = min(oldest, longest);

    // The middle of the cloud flies from one end of the span of ages to the other, and bends at most so much between.
    vec4 velocity = row(ROW_VELOCITY), spread = row(ROW_SPREAD), pull = row(ROW_PULL);
    vec4 x = row(ROW_PLACE_X), y = row(ROW_PLACE_Y), z = row(ROW_PLACE_Z);
    vec3 v = vec3(dot(x.xyz, velocity.xyz), dot(y.xyz, velocity.xyz), dot(z.xyz, velocity.xyz)) + row(ROW_CARRIED).xyz;
    vec3 force = pull.xyz + pull.w * row(ROW_WIND).xyz, place = vec3(x.w, y.w, z.w);
    vec3 from = place, to = place, young = v, old = v;
    fly(from, young, force, pull.w, youngest);
    fly(to, old, force, pull.w, oldest);
    float span = oldest - youngest, bend = 0.125 * span * span * (length(force) + pull.w * length(v));

    // About it they scatter: by the shape, and by their own velocities for as long as drag lets them.
    float scale = max(length(vec3(x.x, y.x, z.x)), max(length(vec3(x.y, y.y, z.y)), length(vec3(x.z, y.z, z.z))));
    float own = scale * (FARTHEST * length(spread.xyz) + abs(velocity.w) + FARTHEST * spread.w);
    float radius = 0.5 * distance(from, to) + bend + own * oldest * drag_shares(pull.w * oldest).x;
  #if SHAPE != SHAPE_POINT
    radius += scale * length(row(ROW_EXTENT).xyz);
  #endif
    radius += life.z * (1.0 + life.w) * max(1.0, row(ROW_FADE).x);

    vec4 middle = vec4(0.5 * (from + to), 1.0);
    mat4 rows = transpose(clip_from_world);
    vec2 wider = 1.0 + 2.0 * EDGE / viewport;
    vec4 planes[5] = vec4[5](rows[3] * wider.x + rows[0], rows[3] * wider.x - rows[0], rows[3] * wider.y + rows[1],
                             rows[3] * wider.y - rows[1], rows[3]);
    bool seen = true;
    for (int i = 0; i < 5; i++) seen = seen && dot(planes[i], middle) > -radius * length(planes[i].xyz);
    return seen;
#else
    return true;
#endif
}
