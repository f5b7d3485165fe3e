// Upper limit of the machine: one hash per invocation, and with ATOMIC one atomic addition to a pixel that the hash
// chooses.
#include "common/hash.glsl"
#include "generated/light_buffer.glsl"

layout(local_size_x = 128) in;

uniform uint u_pixels;  // how many there are
uniform uint u_row;     // invocations in a row of work groups

void main()
{
    uint h = hash_uint(gl_GlobalInvocationID.x + gl_GlobalInvocationID.y * u_row);
#if ATOMIC
    atomicAdd(light[h % u_pixels], 1u);
#else
    if (h == 1u) light[0] = 1u;
#endif
}
