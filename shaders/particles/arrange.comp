// Copies sprites into the order that the sort has computed: the draw reads them as consecutive instances.
#include "particles/sprite_list.glsl"
#include "generated/arranged_buffer.glsl"
#include "generated/order_buffer.glsl"

layout(local_size_x = SPRITES_A_GROUP) in;

uniform uint u_room;  // sprites that the list can hold

void main()
{
    uint i = gl_GlobalInvocationID.x;
    if (i < min(command.instances, u_room)) arranged[i] = sprites[order[i]];
}
