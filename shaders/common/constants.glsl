// Constants of mathematics.
const float PI = 3.14159265358979;
const float TAU = 6.28318530717959;         // radians in a turn
const float INVERSE_PI = 0.31830988618379;  // 1 / PI: from irradiance to the radiance of a white diffuse surface, 1/sr
const float GOLDEN = 0.61803398874989;      // the golden ratio less 1: the fractions of its multiples are spread evenly over [0, 1)
const float SQRT_3 = 1.73205080756888;
