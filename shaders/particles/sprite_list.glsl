// A list of sprites, and its indirect draw and dispatch.
#include "particles/sprite_record.glsl"
#include "generated/particles.glsl"

layout(std430, binding = 4) buffer Command {
    uint vertices, instances, first_vertex, first_instance;  // of the draw
    uint groups_x, groups_y, groups_z;                       // of the dispatch that evaluates the latest sprites, or arranges all
    uint latest, latest_at;                                  // number of the latest sprites, and index of the first
} command;
layout(std430, binding = 7) buffer Sprites { Sprite sprites[]; };
