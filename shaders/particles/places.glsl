// Where the light of a particle is, so that it can be found again: the lower left of its four pixels, as one word.
#include "generated/particles.glsl"
#include "generated/places_buffer.glsl"

const uint PLACE_BITS = 16u;
const int BEYOND = 2;  // pixels: a spot may begin one pixel before the picture, and a place is not NO_PLACE

// corner: of the spot, pixels; at least -1, less than 65534.
uint packed_place(ivec2 corner) { return uint(corner.x + BEYOND) | uint(corner.y + BEYOND) << PLACE_BITS; }

ivec2 unpacked_place(uint place) { return ivec2(place & (1u << PLACE_BITS) - 1u, place >> PLACE_BITS) - BEYOND; }
