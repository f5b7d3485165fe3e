// Light summed as integers, three colours in one word. Integer sums do not depend on the order of threads, so pictures
// are bit-identical. What does not fit into a word's fields is added to separate counters, so no sum overflows.

#include "generated/particles.glsl"
#include "generated/light_buffer.glsl"
#include "generated/lit_buffer.glsl"
#include "generated/survey_buffer.glsl"

const uint RED_BITS = 11u, GREEN_BITS = 11u, BLUE_BITS = 10u;
const uint BLUE_AT = RED_BITS + GREEN_BITS;
const uvec3 FIELD = uvec3((1u << RED_BITS) - 1u, (1u << GREEN_BITS) - 1u, (1u << BLUE_BITS) - 1u);
const uint BELOW_BLUE = (1u << BLUE_AT) - 1u;

// Planes of light[]. Plane 0: a word per pixel, with fields for red, green and blue from the lowest bit. Planes 1 to 3:
// a counter per pixel for red, green and blue: steps that do not fit into the fields, modulo 2^32.

// A patch is PATCH_WIDTH x PATCH_HEIGHT pixels. lit[] holds a mark for each, in two planes: light was added to it;
// counters of it were used. A word of marks stands for WORD_WIDTH x WORD_HEIGHT pixels; the pixels of a plane are in
// the order of words, in a word in that of patches, in a patch in that of rows.
const uint PATCHES_ACROSS = WORD_WIDTH / PATCH_WIDTH, PATCHES = PATCHES_ACROSS * (WORD_HEIGHT / PATCH_HEIGHT);

#ifndef SPILT
#define SPILT 0
#endif
#ifndef TAKEN
#define TAKEN 0
#endif

// Words of marks from the left to the right of the picture, and in a plane.
uint words_across(ivec2 size) { return (uint(size.x) + WORD_WIDTH - 1u) / WORD_WIDTH; }
uint words_of(ivec2 size) { return words_across(size) * ((uint(size.y) + WORD_HEIGHT - 1u) / WORD_HEIGHT); }

// Words of marks, number of the patch in its word, and index in a plane of a pixel inside the picture.
void find_pixel(ivec2 place, ivec2 size, out uint word, out uint number, out uint pixel)
{
    uvec2 at = uvec2(place);
    word = at.y / WORD_HEIGHT * words_across(size) + at.x / WORD_WIDTH;
    number = at.y / PATCH_HEIGHT * PATCHES_ACROSS % PATCHES + at.x / PATCH_WIDTH % PATCHES_ACROSS;
    pixel = (word * PATCHES + number) * PATCH_PIXELS + at.y % PATCH_HEIGHT * PATCH_WIDTH + at.x % PATCH_WIDTH;
}

// Adds integer light to a pixel inside the picture. The invocation that makes a field overflow corrects the carry: it
// adds what the field lost to the counter of that colour, and subtracts the carry from the counter of the field above.
// With TAKEN, only patches whose counters are used are marked.
void add_light(ivec2 place, ivec2 size, uvec3 steps)
{
    uint word, number, pixel;
    find_pixel(place, size, word, number, pixel);
    uint mark = 1u << number;
    uvec3 low = steps & FIELD;
    uint fields = low.r | low.g << RED_BITS | low.b << BLUE_AT, before = atomicAdd(light[pixel], fields);
#if !TAKEN
    if (before == 0u) atomicOr(lit[word], mark);
#endif
    uvec3 over = steps - low;
    if ((before & FIELD.r) + low.r > FIELD.r) { over.r += FIELD.r + 1u; over.g -= 1u; }
    if ((before & BELOW_BLUE) + (fields & BELOW_BLUE) > BELOW_BLUE) { over.g += FIELD.g + 1u; over.b -= 1u; }
    if (before + fields < before) over.b += FIELD.b + 1u;
    bool spills = (over.r | over.g | over.b) != 0u;
    if (!spills) return;
    uint words = words_of(size), plane_size = words * PATCHES * PATCH_PIXELS;
#if TAKEN
    atomicOr(lit[word], mark);
#endif
    atomicOr(lit[words + word], mark);
    survey.spilt = 1u;
    if (over.r != 0u) atomicAdd(light[plane_size + pixel], over.r);
    if (over.g != 0u) atomicAdd(light[2u * plane_size + pixel], over.g);
    if (over.b != 0u) atomicAdd(light[3u * plane_size + pixel], over.b);
}

// Integer light in the fields of a word.
uvec3 unpack_light(uint word) { return uvec3(word & FIELD.r, word >> RED_BITS & FIELD.g, word >> BLUE_AT); }

// Integer light of a pixel, whose word has been read; clears it. With SPILT, its counters are included.
uvec3 take_light(uint pixel, uint plane_size, uint word)
{
    uvec3 steps = unpack_light(word);
    light[pixel] = 0u;
#if SPILT
    uvec3 at = pixel + plane_size * uvec3(1u, 2u, 3u);
    steps += uvec3(light[at.r], light[at.g], light[at.b]);
    light[at.r] = 0u; light[at.g] = 0u; light[at.b] = 0u;
#endif
    return steps;
}
