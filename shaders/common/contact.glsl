// The image of near surfaces: what one of 8 bits holds for a bend of 0, exactly.
const float NO_BEND = 128.0 / 255.0;
