// Solid particles: an instance of the emitter's mesh for each, rotating about a random axis. With MOTION, where each
// vertex is in clip space, and where it was `view.shutter` earlier.
#include "particles/light.glsl"
#include "generated/vertex.glsl"
#include "generated/depth.glsl"

uniform uint u_first;  // number of the first particle of the draw
uniform vec4 u_mesh;  // middle of the mesh, m, in its own frame; 1 / its largest extent, 1/m

#if MOTION
out vec3 v_first;  // x, y and w in clip space
out vec3 v_last;
#else
out vec3 v_relative;
out vec3 v_normal;
flat out vec3 v_albedo;
flat out vec3 v_glow;
#endif
invariant gl_Position;  // motion is drawn where it is nearest

vec3 turned(vec3 v, vec3 axis, float angle)  // Rodrigues 1840
{
    return v * cos(angle) + cross(axis, v) * sin(angle) + axis * (dot(axis, v) * (1.0 - cos(angle)));
}

// Axis, unit, and angle, radians, by which particle k is turned.
vec4 turn_of(uint k, Particle p)
{
    vec4 h = unit4(hash_particle(k, STREAM_TURN));
    return vec4(on_sphere(h.x, h.y), TAU * h.z + emitter_spin() * (2.0 * h.w - 1.0) * (p.age - p.still));
}

// Relative place of the vertex, m.
vec3 place_of(Particle p, vec4 turn)
{
    vec3 local = (a_position - u_mesh.xyz) * u_mesh.w;
    // Solid particles are opaque: instead of fading, they grow at birth and shrink before death.
    float size = p.size * smoothstep(0.0, 0.5, p.opacity);
    return p.position + size * turned(local, turn.xyz, turn.w);
}

void main()
{
    uint k = u_first + uint(gl_InstanceID);
    Particle p = seen(k);
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
#if MOTION
    v_first = v_last = vec3(0.0);
#else
    v_relative = v_normal = v_albedo = v_glow = vec3(0.0);
#endif
    if (!p.alive) return;
    vec4 turn = turn_of(k, p);
    vec3 relative = place_of(p, turn);
    vec4 clip = view.clip_from_relative * vec4(relative, 1.0);
#if MOTION
    Particle before = seen_at(k, NOW - min(view.shutter, p.age));
    if (!before.alive) before = p;
    v_first = (view.clip_before * vec4(place_of(before, turn_of(k, before)), 1.0)).xyw;
    v_last = clip.xyw;
#else
    v_relative = relative;
    v_normal = turned(a_normal, turn.xyz, turn.w);
    float lit = emitter_lit();
    v_albedo = p.colour * a_tint.rgb;
    v_glow = p.colour * p.shine * (1.0 - lit);
#endif
    gl_Position = rasterised(clip);
}
