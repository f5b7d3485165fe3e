// Bounds of the particles of a block, without evaluating them: for emitters whose birth values are constant and whose
// particles are not stretched along their motion. Other blocks have no bounds.
#define BOUNDED (KEYED == 0 && LOCAL == 0 && BORN_OF_PARTICLES == 0 && STRETCHED == 0 && MOVING == 0 \
    && SHAPE != SHAPE_SURFACE && SHAPE != SHAPE_PIECES && SHAPE != SHAPE_CURVE)

const float FARTHEST = 3.4642;    // standard deviations: normal() gives no more
const float EDGE = 8.0;           // pixels by which a particle's light may extend beyond its position
const float STEEPEST = 1.875;     // 15/8: slope of the quintic fade in the middle of a cell
// No flow of swirl() is faster: the slope of the blend is at most STEEPEST, potentials differ by 2, a component of the
// curl is two such differences, and there are three; times what both octaves are weighted with.
const float FASTEST_SWIRL = CURL_SCALE * (WEIGHT_LARGE + WEIGHT_SMALL) * 2.0 * 2.0 * STEEPEST * SQRT_3;

const float SAGITTA = 0.125;  // height of an arc of second derivative 1 over the square of its span

// Upper bound of the displacement by fields, m, within `age`, s.
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

// Upper bound of the diameter, m. size: largest diameter at birth, m; grow: factor over life.
float largest_of(float size, float grow)
{
    float largest = size * max(1.0, grow);
#if SIZE_CURVE || SPEED_CURVES
    largest *= u_largest;
#endif
#if THINNED
    largest *= sqrt(2.0 * float(u_stride));  // see detail_scale()
#endif
    return largest;
}

// A shape that contains the middles of particles with ages youngest..oldest, s: a box (middle and half sides, m, from
// home) grown by a ball (radius, m). place, v: of the cloud's middle at birth, m and m/s; scatter: radius of the births
// around it, m; own: largest difference of velocities, m/s; force: acceleration with drag times wind, m/s2; drag: 1/s.
void bounds_of(float youngest, float oldest, vec3 place, vec3 v, float scatter, float own, vec3 force, float drag, out vec3 middle, out vec3 sides, out float ball)
{
    float carried = carried_by_fields(oldest), pull = length(force);
#if COLLIDERS > 0
    // Colliders deflect particles but do not accelerate them, so the path is at most that with the largest possible
    // speed.
    middle = place;
    sides = vec3(0.0);
    ball = scatter + carried + (length(v) + own) * oldest + 0.5 * pull * oldest * oldest;
#elif HAS_FLOOR
    // A bounce only reduces the speed: no particle gets farther along the floor than in free flight, or higher than its
    // speed at birth allows. Particles born above the floor stay above it.
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
    // The cloud's middle moves from its position at the youngest age to that at the oldest; `bend` bounds the sagitta
    // of this path.
    vec3 from = place, to = place, young = v, old = v;
    fly(from, young, force, drag, youngest);
    fly(to, old, force, drag, oldest);
    float span = oldest - youngest, bend = SAGITTA * span * span * (pull + drag * length(v));
    middle = 0.5 * (from + to);
    sides = vec3(0.0);
    ball = 0.5 * distance(from, to) + bend + scatter + carried + own * oldest * drag_shares(drag * oldest).x;
#endif
}

#if BOUNDED
// Bounds of the particles first to last, with their sizes, at `time`, s from now: a box (middle and half sides, m, from
// home) grown by a ball (radius, m). Returns false if none of them is alive.
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
    // Particles differ by their position in the shape, and by their velocity.
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

// Whether any of the particles first to last may be visible at `time`, s from now. Call begin_block for them before.
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
