// Stars: many faint, few bright, each a soft dot of constant energy, in cells of a cube map.
const int LAYERS = 3;
const float CELLS = 38.0;       // of the coarsest layer, across a face of the cube
const float CROWD = 1.9;        // cells of each next layer, factor
const float EMPTY = 0.90;       // share of cells without a star, on the mean
const float CLUSTERING = 0.13;  // how far that share swings over the sky: stars lie in drifts, with gaps between
const float SPOT = 0.0011;      // radians: radius of a star, before the pixel widens it
const float BAND_WIDTH = 0.16;
const vec3 BAND_POLE = vec3(0.36, 0.86, -0.36);
const vec2 STAR_PLACE = vec2(0.2, 0.6);       // of a cell: least distance from its border, and the range of places
const vec2 MAGNITUDE = vec2(0.05, 0.008);     // brightness of middling and of the faintest stars, of the brightest
const float PIXEL_RADIUS = 0.75;              // pixels: radius to which a star is widened
const float FIRST_BRIGHTNESS = 9.0, NEXT_BRIGHTNESS = 0.4;  // of the coarsest layer; of each next one, factor
const vec3 BAND_COLOUR = vec3(0.011, 0.0095, 0.009);  // radiance

vec3 star_layer(vec3 direction, float cells, float dim, uint salt, float pixel)
{
    vec3 a = abs(direction);
    int face = a.x > a.y && a.x > a.z ? 0 : (a.y > a.z ? 1 : 2);
    vec2 plane = face == 0 ? direction.yz / direction.x : (face == 1 ? direction.xz / direction.y : direction.xy / direction.z);
    float side = face == 0 ? sign(direction.x) : (face == 1 ? sign(direction.y) : sign(direction.z));
    vec2 place = plane * cells;
    ivec2 cell = ivec2(floor(place));
    vec3 dice = hash33(ivec3(cell, int(salt) + face * 2 + (side > 0.0 ? 1 : 0)));
    vec2 star = vec2(cell) + STAR_PLACE.x + STAR_PLACE.y * dice.xy;  // away from the cell's border, so that no star is cut
    float distance_to = length(place - star) / cells;
    float radius = max(SPOT, pixel);
    // A magnitude law: three times as many stars for each step fainter.
    float empty = EMPTY + CLUSTERING * (0.5 - value_noise(direction * 4.3 + float(salt)));
    float rank = (dice.z - empty) / (1.0 - empty);
    if (rank <= 0.0) return vec3(0.0);
    float magnitude = (pow(max(rank, 0.0), 18.0) + MAGNITUDE.x * pow(max(rank, 0.0), 4.0) + MAGNITUDE.y) * dim;
    float energy = magnitude * (SPOT * SPOT) / (radius * radius);
    float kelvin = mix(3200.0, 11000.0, hash13(ivec3(cell, int(salt) + 77)));
    return blackbody(kelvin) * energy * exp(-distance_to * distance_to / (radius * radius));
}

// brightness: radiance factor. band: [0, 1] strength of the faint band.
vec3 starlight(vec3 direction, float brightness, float band)
{
    float pixel = PIXEL_RADIUS * max(length(dFdx(direction)), length(dFdy(direction)));
    vec3 light = vec3(0.0);
    float cells = CELLS, dim = FIRST_BRIGHTNESS;
    for (int layer = 0; layer < LAYERS; layer++) {
        light += star_layer(direction, cells, dim, uint(layer * 101), pixel);
        cells *= CROWD;
        dim *= NEXT_BRIGHTNESS;
    }
    float off = dot(direction, normalize(BAND_POLE)) / BAND_WIDTH;
    float clouds = fbm(direction * 6.0, 4);
    light += BAND_COLOUR * band * exp(-off * off) * smoothstep(0.35, 0.8, clouds);
    return light * brightness;
}
