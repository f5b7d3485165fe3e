// Motion in fields: swirling air, vortex, attractor, blast, in a fixed number of steps from birth.
// Each step is exact for gravity, drag and wind, so without fields the result is the closed form.
// Mirrors visualizer/particles/fields.py.

const float CURL_SCALE = 0.624;      // makes the root mean square of swirl() 1: measured, see the tests
const vec3 DRIFT_LARGE = vec3(0.31, 0.83, -0.47);   // ways in which the octaves move: never along each other
const vec3 DRIFT_SMALL = vec3(-0.71, 0.37, 0.59);

// A number of a lattice cell, three parts of which are its potential. `spread` is linear in the cell, so that the corners
// of a cell differ by constants. Mixing: two multiplications (Wellons 2018, "Prospecting for Hash Functions", lowbias32).
const uvec3 SPREAD = uvec3(2654435769u, 2246822519u, 3266489917u);

vec3 potential(uint spread)
{
    uint h = spread;
    h ^= h >> 16u; h *= 2146121005u;
    h ^= h >> 15u; h *= 2221713035u;
    h ^= h >> 16u;
    return vec3(uvec3(h, h >> 10u, h >> 20u) & 1023u) * (2.0 / 1023.0) - 1.0;
}

// Curl of a noise potential: a flow without sources (Bridson, Houriham and Nordenstam 2007, "Curl-Noise").
vec3 curl(vec3 p)
{
    vec3 base = floor(p), f = p - base;
    uvec3 at = uvec3(ivec3(base)) * SPREAD;
    uint cell = at.x + at.y + at.z;
    vec3 u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0), slope = 30.0 * f * f * (f * (f - 2.0) + 1.0);
    vec3 a00 = potential(cell), a10 = potential(cell + SPREAD.y);
    vec3 a01 = potential(cell + SPREAD.z), a11 = potential(cell + SPREAD.y + SPREAD.z);
    // Differences along x at the four edges, values between, and from those the slopes along y and z.
    vec3 d00 = potential(cell + SPREAD.x) - a00, d10 = potential(cell + SPREAD.x + SPREAD.y) - a10;
    vec3 d01 = potential(cell + SPREAD.x + SPREAD.z) - a01, d11 = potential(cell + SPREAD.x + SPREAD.y + SPREAD.z) - a11;
    vec3 c00 = a00 + u.x * d00, c10 = a10 + u.x * d10 - c00, c01 = a01 + u.x * d01, c11 = a11 + u.x * d11 - c01;
    vec3 dx = slope.x * mix(mix(d00, d10, u.y), mix(d01, d11, u.y), u.z);
    vec3 dy = slope.y * mix(c10, c11, u.z), dz = slope.z * ((c01 + u.y * c11) - (c00 + u.y * c10));
    return vec3(dy.z - dz.y, dz.x - dx.z, dx.y - dy.x);
}

vec3 swirl(vec3 p, float t)
{
    return CURL_SCALE * (0.8 * curl(p + DRIFT_LARGE * t) + 0.3 * curl(2.03 * p + 17.3 + DRIFT_SMALL * (1.7 * t)));
}

// Velocity of the air beyond the wind, m/s, at world x and film time t. origin: on the vortex axis.
vec3 air(vec3 x, float t, vec3 origin)
{
    vec3 flow = vec3(0.0);
#if FIELD_SWIRL
    vec4 turbulence = row(ROW_SWIRL);
    flow += turbulence.x * swirl(x * turbulence.y, t * turbulence.z);
#endif
#if FIELD_VORTEX
    vec4 vortex = row(ROW_VORTEX);
    float radius = row(ROW_SWIRL).w;
    vec3 r = x - origin;
    r -= dot(r, vortex.xyz) * vortex.xyz;
    // Fastest at `radius`, rigid inside, free outside (Kaufmann 1962, Scully 1975).
    flow += vortex.w * 2.0 * radius * cross(vortex.xyz, r) / (dot(r, r) + radius * radius);
#endif
    return flow;
}

vec3 field_origin() { return vec3(row(ROW_PLACE_X).w, row(ROW_PLACE_Y).w, row(ROW_PLACE_Z).w); }

// Mean velocity of the air over a step of `h` s that begins at t: that halfway, at `middle` but for the air, by which the
// step before, with `before`, says where that is. So a step asks the noise once.
vec3 field_flow(vec3 before, vec3 middle, float t, float h, vec3 origin)
{
    return air(middle + before * (0.5 * h), t + 0.5 * h, origin);
}

// Acceleration by the attractor, m/s2.
vec3 field_pull(vec3 middle)
{
#if FIELD_ATTRACTOR
    vec4 attractor = row(ROW_ATTRACTOR);
    vec3 to = attractor.xyz - middle;
    return attractor.w * to / sqrt(dot(to, to) + 0.01);  // soft within 0.1 m
#else
    return vec3(0.0);
#endif
}

// Velocity gained from the blast between `start` and `end`, s.
vec3 field_push(vec3 middle, float start, float end)
{
#if FIELD_BLAST
    vec4 blast = row(ROW_BLAST), front = row(ROW_FRONT);
    vec3 away = middle - blast.xyz;
    float d = max(length(away), 0.05), passed = front.x + d / front.y;
    // The push spreads over 0.1 s, so that it comes evenly whatever the steps.
    float gained = smoothstep(passed, passed + 0.1, end) - smoothstep(passed, passed + 0.1, start);
    return away / d * (blast.w * pow(max(d, 0.25), -front.z) * gained);
#else
    return vec3(0.0);
#endif
}

void drift(inout vec3 x, inout vec3 v, vec3 pull, float drag, float born, float age, vec3 ground)
{
    vec3 origin = field_origin();
    bool above = x.y >= ground.x;
    float h = age / float(STEPS);
    vec3 flow = air(x, born, origin);
    for (int i = 0; i < STEPS; i++) {
        float t = born + h * float(i);
        vec3 middle = x + v * (0.5 * h);
        flow = field_flow(flow, middle, t, h, origin);
        fly(x, v, pull + field_pull(middle), drag, h);
        x += flow * h;
        v += field_push(middle, t, t + h);
        if (above && x.y < ground.x) {
            x.y = ground.x;
            v = vec3(v.x * (1.0 - ground.z), abs(v.y) * ground.y, v.z * (1.0 - ground.z));
        }
    }
}
