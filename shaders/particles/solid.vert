// Solid particles: an instance of the emitter's mesh for each, rotating about a random axis.
#include "particles/light.glsl"
#include "generated/vertex.glsl"
#include "generated/depth.glsl"

uniform uint u_first;  // number of the first particle of the draw
uniform vec4 u_mesh;  // middle of the mesh, m, in its own frame; 1 / its largest extent, 1/m

out vec3 v_relative;
out vec3 v_normal;
flat out vec3 v_albedo;
flat out vec3 v_glow;

vec3 turned(vec3 v, vec3 axis, float angle)  // Rodrigues 1840
{
    return v * cos(angle) + cross(axis, v) * sin(angle) + axis * (dot(axis, v) * (1.0 - cos(angle)));
}

void main()
{
    uint k = u_first + uint(gl_InstanceID);
    Particle p = seen(k);
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    v_relative = v_normal = v_albedo = v_glow = vec3(0.0);
    if (!p.alive) return;
    vec4 h = unit4(hash_particle(k, STREAM_TURN));
    vec3 axis = on_sphere(h.x, h.y);
    float angle = TAU * h.z + emitter_spin() * (2.0 * h.w - 1.0) * (p.age - p.still);
    vec3 local = (a_position - u_mesh.xyz) * u_mesh.w;
    // Solid particles are opaque: instead of fading, they grow at birth and shrink before death.
    float size = p.size * smoothstep(0.0, 0.5, p.opacity);
    v_relative = p.position + size * turned(local, axis, angle);
    v_normal = turned(a_normal, axis, angle);
    float lit = emitter_lit();
    v_albedo = p.colour * a_tint.rgb;
    v_glow = p.colour * p.shine * (1.0 - lit);
    gl_Position = rasterised(view.clip_from_relative * vec4(v_relative, 1.0));
}
