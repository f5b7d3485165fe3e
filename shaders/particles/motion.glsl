// Motion in closed form: gravity, linear drag, wind, bounces. Mirrors visualizer/particles/flight.py.

const float SERIES_BELOW = 0.2;  // where the difference loses digits and the series below is exact to single precision
const float FACTORIAL_3 = 6.0, FACTORIAL_4 = 24.0, FACTORIAL_5 = 120.0, FACTORIAL_6 = 720.0;

// (1 - e^-z) / z and (1 - that) / z for z = drag * age: factors of velocity * age and acceleration * age^2 in the
// displacement. Series near 0.
vec2 drag_shares(float z)
{
#if !DRAG
    return vec2(1.0, 0.5);
#endif
    if (z < SERIES_BELOW)
        return vec2(1.0 + z * (-0.5 + z * (1.0 / FACTORIAL_3 + z * (-1.0 / FACTORIAL_4 + z / FACTORIAL_5))),
                    0.5 + z * (-1.0 / FACTORIAL_3 + z * (1.0 / FACTORIAL_4 + z * (-1.0 / FACTORIAL_5 + z / FACTORIAL_6))));
    float first = (1.0 - exp(-z)) / z;
    return vec2(first, (1.0 - first) / z);
}

// Moves position x, m, and velocity v, m/s, by `age`, s, under the acceleration `pull`, m/s2, which includes drag times
// wind, and linear drag, 1/s.
void fly(inout vec3 x, inout vec3 v, vec3 pull, float drag, float age)
{
    float z = drag * age;
    vec2 share = drag_shares(z);
    x += v * (age * share.x) + pull * (age * age * share.y);
#if DRAG
    v *= exp(-z);
#endif
    v += pull * (age * share.x);
}

const float NEVER = 1e30;
const int HALLEY_STEPS = 3;

// Seconds until a height h >= 0, m, is 0, or NEVER. v: upward speed, m/s; pull: upward acceleration, m/s2; drag: 1/s.
float fall_time(float h, float v, float pull, float drag)
{
    float t;
    if (pull < FALLS) {
        t = (v + sqrt(max(0.0, v * v - 2.0 * pull * h))) / -pull;
    } else {
        // Without a downward acceleration, it falls only by its initial speed, and may turn before it reaches the
        // floor.
        if (v > SINKS) return NEVER;
        t = h / -v;
        if (pull > -FALLS) {
            float turn = v / -pull;
  #if DRAG
            if (drag > 0.0) turn = log(1.0 + drag * turn) / drag;
  #endif
            vec2 share = drag_shares(drag * turn);
            float lowest = h + v * turn * share.x + pull * turn * turn * share.y;
            if (lowest > 0.0) return NEVER;
            t = max(t, turn - sqrt(-2.0 * lowest / pull));  // exact where it just touches
        }
    }
#if DRAG
    // Falling, the height is concave after the apex, and Halley's steps (1694) come down on the root from the right,
    // cubically; sinking it is convex, and they come from the left.
    int i = 0;
    do {
        float z = drag * t;
        vec2 share = drag_shares(z);
        float height = h + v * t * share.x + pull * t * t * share.y, rate = min(v * exp(-z) + pull * t * share.x, SINKS);
        t = max(0.0, t - 2.0 * height * rate / (2.0 * rate * rate - height * (pull - drag * rate)));
    } while (++i < HALLEY_STEPS);
    // Without acceleration, drag may stop it above the floor.
    if (pull >= FALLS && h + v * t * drag_shares(drag * t).x > STOPS_ABOVE && pull <= -FALLS) return NEVER;
#endif
    return t;
}

// The same as fly, with a floor. ground: height, m, bounce, friction. A particle born below the floor does not bounce
// on it. Returns for how long it has been at rest, s.
float fly_and_bounce(inout vec3 x, inout vec3 v, vec3 pull, float drag, float age, vec3 ground)
{
    float h = x.y - ground.x;
    if (h < 0.0) { fly(x, v, pull, drag, age); return 0.0; }
    for (int i = 0; i < BOUNCES; i++) {
        float t = fall_time(h, v.y, pull.y, drag);
        if (age < t) { fly(x, v, pull, drag, age); return 0.0; }
        fly(x, v, pull, drag, t);
        x.y = ground.x;
        h = 0.0;
        age -= t;
        v = vec3(v.x * (1.0 - ground.z), -ground.y * v.y, v.z * (1.0 - ground.z));
        if (v.y < RESTS && pull.y < FALLS) break;
    }
    v = vec3(0.0);
    return age;
}
