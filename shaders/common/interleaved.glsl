// Interleaved gradient noise, [0, 1): in any 3 by 3 pixels the values are spread evenly, so that a small blur removes
// them (Jimenez 2014, "Next Generation Post Processing in Call of Duty: Advanced Warfare"). pixel: window coordinates.
const vec3 INTERLEAVED = vec3(0.06711056, 0.00583715, 52.9829189);

float interleaved_gradient_noise(vec2 pixel) { return fract(INTERLEAVED.z * fract(dot(pixel, INTERLEAVED.xy))); }
