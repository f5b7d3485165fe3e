// A quad for each tile of a KIND: EVEN, in which all moves alike and is equally out of focus; UNEVEN; ALL of both;
// SPREAD: the uneven ones and those beside them.
uniform sampler2D u_nearby;  // a texel for each tile, written by the blur pass

flat out vec2 v_motion;   // the longest motion nearby, pixels to the right and up
flat out float v_radius;  // the largest radius of a circle of confusion nearby, pixels
flat out int v_taps;      // places from which light is gathered

void main()
{
    ivec2 count = textureSize(u_nearby, 0), tile = ivec2(gl_InstanceID % count.x, gl_InstanceID / count.x);
    vec4 nearby = texelFetch(u_nearby, tile, 0);
    v_motion = nearby.xy;
    v_radius = nearby.w;
    v_taps = int(abs(nearby.z));
#if KIND == SPREAD
    float least = 0.0;
    for (int i = 0; i < 9; i++)
        least = min(least, texelFetch(u_nearby, clamp(tile + ivec2(i % 3, i / 3) - 1, ivec2(0), count - 1), 0).z);
    bool drawn = least < 0.0;
#else
    bool drawn = ((nearby.z > 0.0 ? EVEN : nearby.z < 0.0 ? UNEVEN : 0) & KIND) != 0;
#endif
    vec2 corner = (vec2(tile) + vec2(gl_VertexID & 1, gl_VertexID >> 1)) / vec2(count);
    gl_Position = drawn ? vec4(corner * 2.0 - 1.0, 0.0, 1.0) : vec4(2.0, 2.0, 0.0, 1.0);
}
