// Large particles: a quad or a triangle each. With LISTED, instances are the list from the compute passes, sorted if
// occluding. With TEXELS, the list is in textures and the instances are its order. Else instances are all particles of
// the batch.
#include "generated/particles.glsl"
#include "particles/sprite_record.glsl"
#include "generated/view.glsl"
#include "common/constants.glsl"
#include "common/depth.glsl"
#if LISTED
in vec4 a_place, a_form, a_light, a_more;  // the members of the record
#elif TEXELS
uniform sampler2D u_places, u_forms, u_lights, u_mores;  // the members of the record
in int a_sprite;
#else
#include "particles/sprite.glsl"
uniform uint u_first;  // number of the first particle of the draw
#endif

const vec2 AROUND_SQUARE = vec2(2.0, 3.0);  // corners of a triangle around a square with half sides of 1 that lies on y = -1
const float APART = 40.0;  // cells of the noise over which puffs are spread

out vec2 v_disc;           // the disc is where its length is below 1
#if OCCLUDING
out vec2 v_side;           // the same, not turned: to the right, up
flat out vec3 v_key;       // the key light's direction: to the right, up, forward
flat out vec4 v_torn;      // in the noise: position, layer, share of the next layer
flat out vec2 v_chance;    // of its own, [0, 1)
flat out vec2 v_facts;     // kind; half the larger size, pixels
#endif
flat out vec4 v_light;     // radiance, opacity
flat out vec3 v_depth;     // depth, [0, 1]; 1 / the difference of depth over its diameter; share of the length over which it is even

void main()
{
    gl_Position = vec4(0.0, 0.0, 2.0, 1.0);  // outside: not drawn
    v_disc = vec2(0.0);
    v_light = vec4(0.0);
    v_depth = vec3(0.0);
#if OCCLUDING
    v_side = vec2(0.0);
    v_key = vec3(0.0);
    v_torn = vec4(0.0);
    v_chance = v_facts = vec2(0.0);
#endif
    Sprite s = Sprite(vec4(0.0), vec4(0.0), vec4(0.0), vec4(0.0));
#if LISTED
    s = Sprite(a_place, a_form, a_light, a_more);
#elif TEXELS
    ivec2 at = ivec2(a_sprite % int(LIST_WIDTH), a_sprite / int(LIST_WIDTH));
    s = Sprite(texelFetch(u_places, at, 0), texelFetch(u_forms, at, 0), texelFetch(u_lights, at, 0), texelFetch(u_mores, at, 0));
#else
    if (!sprite_of(seen(kept(u_first, uint(gl_InstanceID))), s)) return;
#endif
#if OCCLUDING
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
#else
    // A triangle around the disc: its set-up is cheaper than a quad's, which matters for many small sprites.
    // Around a streak it also has to contain the corners of the square.
    vec2 corner = s.more.z > 0.0 ? AROUND_SQUARE : vec2(SQRT_3, 2.0);
    corner = gl_VertexID == 0 ? vec2(0.0, corner.y) : vec2(gl_VertexID == 1 ? -corner.x : corner.x, -1.0);
#endif
    vec2 along = s.form.zw, across = vec2(-along.y, along.x), offset = corner.x * s.form.x * along + corner.y * s.form.y * across;
    gl_Position = vec4(s.place.xy + offset * 2.0 / view.viewport, s.place.z, 1.0);
    v_disc = corner;
#if OCCLUDING
    v_side = corner.x * along + corner.y * across;
    vec3 right = normalize(vec3(view.clip_from_relative[0][0], view.clip_from_relative[1][0], view.clip_from_relative[2][0]));
    vec3 up = cross(right, view.camera_forward);
    v_key = vec3(dot(right, view.key_direction), dot(up, view.key_direction), dot(view.camera_forward, view.key_direction));
    float depth = s.more.z / SMOKE_CELLS * SMOKE_LAYERS - 0.5;
    v_torn = vec4(APART / SMOKE_CELLS * vec2(fract(s.more.x), s.more.y), mod(floor(depth), SMOKE_LAYERS), fract(depth));
    v_chance = vec2(fract(s.more.x), s.more.y);
    v_facts = vec2(floor(s.more.x), s.form.x);
#endif
    v_light = s.light;
    // The slope of depth over distance is taken as constant within a sprite.
    float slope = depth_slope(s.place.w);
    float kind = floor(s.more.x);
    v_depth = vec3(s.place.z, 1.0 / (slope * max(s.more.w, 1e-4)), kind == KIND_PLAIN ? s.more.z : 0.0);
}
