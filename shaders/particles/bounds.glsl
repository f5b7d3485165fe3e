// Where the particles of a block can be at most, without evaluating them: those that are told the same at every birth, and
// are not drawn out over their way. The rest may be anywhere.
#define BOUNDED (KEYED == 0 && LOCAL == 0 && BORN_OF_PARTICLES == 0 && STRETCHED == 0 && MOVING == 0 \
    && SHAPE != SHAPE_SURFACE && SHAPE != SHAPE_PIECES && SHAPE != SHAPE_CURVE)

const float FARTHEST = 3.4642;    // standard deviations: normal() gives no more
const float EDGE = 8.0;           // pixels by which a particle's light may reach over its place
// No flow of swirl() is faster: a slope of the blend is 15/8 at most, potentials differ by 2, a component of the curl is
// two such differences, and there are three; times what both octaves are weighted with.
const float FASTEST_SWIRL = CURL_SCALE * (WEIGHT_LARGE + WEIGHT_SMALL) * 2.0 * 2.0 * 1.875 * 1.7320508;

// How far fields can carry a particle from where it would be without them, m, within `age` s.
float carried_by_fields(float age)
{
    float far = 0.0;
#if FIELD_SWIRL
    far += abs(emitter_turbulence()) * FASTEST_SWIRL * age;
#endif
#if FIELD_VORTEX
    far += abs(emitter_vortex()) * age;
#endif
#if FIELD_ATTRACTOR
    far += 0.5 * abs(emitter_attraction()) * age * age;
#endif
#if FIELD_BLAST
    far += abs(emitter_blast()) * pow(NEAREST_BLAST, -emitter_blast_falloff()) * age;
#endif
    return far;
}

#if SIZE_CURVE || SPEED_CURVES
uniform float u_largest;  // product of the largest factors of a curve over life and of one over speed
#endif

// Diameter, m, that none of them exceeds. size: m, at birth.
float largest_of(float size, float grow)
{
    float largest = size * max(1.0, grow);
#if SIZE_CURVE || SPEED_CURVES
    largest *= u_largest;
#endif
#if THINNED
    largest *= sqrt(2.0 * float(u_stride));  // see stand_in()
#endif
    return largest;
}

// A shape that holds their middles: a box, and a ball about each of its points. place, v: m, m/s, of the cloud's middle at birth; scatter: m, by
// which they are born apart; own: m/s, by which their velocities differ; force: m/s2, with drag times wind.
void bounds_of(float youngest, float oldest, vec3 place, vec3 v, float scatter, float own, vec3 force, float drag, out vec3 middle, out vec3 sides, out float ball)
{
    float carried = carried_by_fields(oldest), pull = length(force);
#if COLLIDERS > 0
    // What they strike turns them, and makes none faster: no way is longer than that of speeds that only grow.
    middle = place;
    sides = vec3(0.0);
    ball = scatter + carried + (length(v) + own) * oldest + 0.5 * pull * oldest * oldest;
#elif HAS_FLOOR
    // A bounce takes speed, and gives none: along the floor nothing gets farther than in flight, and upwards nothing gets
    // higher than what its speed at birth is worth. Born above the floor they stay above it.
    vec2 share = drag_shares(drag * oldest) * vec2(oldest, oldest * oldest);
    float along = length(v.xz) * share.x + length(force.xz) * share.y + own * share.x + scatter + carried;
    float up = abs(v.y) + own, fall = scatter + carried + up * oldest + 0.5 * abs(force.y) * oldest * oldest, rise = fall;
  #if !FIELDS
    if (force.y < 0.0) rise = scatter + min(up * oldest, -0.5 * up * up / force.y);
  #endif
    float ground = emitter_floor(), lowest = place.y - scatter >= ground ? max(ground, place.y - fall) : place.y - fall;
    float highest = max(place.y + rise, lowest);
    middle = vec3(place.x, 0.5 * (lowest + highest), place.z);
    sides = vec3(along, 0.5 * (highest - lowest), along);
    ball = 0.0;
#else
    // The middle of the cloud flies from one end of the span of ages to the other, and bends at most so much between.
    vec3 from = place, to = place, young = v, old = v;
    fly(from, young, force, drag, youngest);
    fly(to, old, force, drag, oldest);
    float span = oldest - youngest, bend = 0.125 * span * span * (pull + drag * length(v));
    middle = 0.5 * (from + to);
    sides = vec3(0.0);
    ball = 0.5 * distance(from, to) + bend + scatter + carried + own * oldest * drag_shares(drag * oldest).x;
#endif
}

#if BOUNDED
// What holds the particles first to last at `time`, their own sizes too: a box, m, and a ball about each of its points.
// Returns false if none of them is alive.
bool bounds_of_block(uint first, uint last, float time, out vec3 middle, out vec3 sides, out float ball)
{
    middle = sides = vec3(0.0);
    ball = 0.0;
    float youngest = time - birth_time(last, 1.0), oldest = time - birth_time(first, 0.0);
    float longest = emitter_life() * (1.0 + emitter_life_spread());
    if (oldest < -at_once(time) || youngest > longest) return false;
    youngest = max(youngest, 0.0);
    oldest = clamp(oldest, 0.0, longest);

    vec3 velocity = emitter_velocity(), x = emitter_turn_x(), y = emitter_turn_y(), z = emitter_turn_z();
    vec3 v = vec3(dot(x, velocity), dot(y, velocity), dot(z, velocity)) + emitter_carried();
    float drag = emitter_drag();
    vec3 force = emitter_gravity() + drag * emitter_wind(), place = vec3(emitter_place_x(), emitter_place_y(), emitter_place_z());
    // They scatter: by the shape, and by their own velocities for as long as drag lets them.
    float scale = max(length(vec3(x.x, y.x, z.x)), max(length(vec3(x.y, y.y, z.y)), length(vec3(x.z, y.z, z.z))));
    float own = scale * (FARTHEST * length(emitter_velocity_spread()) + abs(emitter_speed()) + FARTHEST * emitter_speed_spread()), scatter = 0.0;
  #if SHAPE != SHAPE_POINT
    scatter = scale * length(emitter_extent());
  #endif
    bounds_of(youngest, oldest, place, v, scatter, own, force, drag, middle, sides, ball);
    ball += largest_of(emitter_size() * (1.0 + emitter_size_spread()), emitter_grow());
    return true;
}
#endif

// Whether any of the particles first to last may be seen at `time`. Call begin_block for them before.
bool block_may_show(uint first, uint last, float time, mat4 clip_from_relative, vec2 viewport)
{
#if BOUNDED
    vec3 middle, sides;
    float ball;
    if (!bounds_of_block(first, last, time, middle, sides, ball)) return false;
    mat4 rows = transpose(clip_from_relative);
    vec2 wider = 1.0 + 2.0 * EDGE / viewport;
    vec4 planes[5] = vec4[5](rows[3] * wider.x + rows[0], rows[3] * wider.x - rows[0], rows[3] * wider.y + rows[1],
                             rows[3] * wider.y - rows[1], rows[3]);
    bool seen = true;
    for (int i = 0; i < 5; i++) {
        float reach = dot(abs(planes[i].xyz), sides) + ball * length(planes[i].xyz);
        seen = seen && dot(planes[i], vec4(middle + held_home, 1.0)) > -reach;
    }
    return seen;
#else
    return true;
#endif
}
