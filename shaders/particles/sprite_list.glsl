// A list of sprites, and the draw that shows it.
#include "particles/sprite_record.glsl"

layout(std430, binding = 4) buffer Command {
    uint vertices, instances, first_vertex, first_instance;  // of the draw
    uint groups_x, groups_y, groups_z;                       // of the dispatch that makes the latest ones, or that puts all in order
    uint latest, latest_at;                                  // how many those are, and where they begin
} command;
layout(std430, binding = 7) buffer Sprites { Sprite sprites[]; };

const uint SPRITES_A_GROUP = 64u;  // of those dispatches
