// exp and log of single floats, with exactly the bits of AssemblyScript's NativeMathf, which the WebAssembly kernels use:
// tables and polynomials in float64 (Szabolcs Nagy's, of ARM's optimized routines, MIT licence).

#pragma once

#include "platform.h"

namespace {

template <class To, class From> INLINE To bitsOf(From value) {
  static_assert(sizeof(To) == sizeof(From));
  To bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

constexpr uint64_t POWERS_OF_TWO[32] = {
  0x3FF0000000000000, 0x3FEFD9B0D3158574, 0x3FEFB5586CF9890F, 0x3FEF9301D0125B51,
  0x3FEF72B83C7D517B, 0x3FEF54873168B9AA, 0x3FEF387A6E756238, 0x3FEF1E9DF51FDEE1,
  0x3FEF06FE0A31B715, 0x3FEEF1A7373AA9CB, 0x3FEEDEA64C123422, 0x3FEECE086061892D,
  0x3FEEBFDAD5362A27, 0x3FEEB42B569D4F82, 0x3FEEAB07DD485429, 0x3FEEA47EB03A5585,
  0x3FEEA09E667F3BCD, 0x3FEE9F75E8EC5F74, 0x3FEEA11473EB0187, 0x3FEEA589994CCE13,
  0x3FEEACE5422AA0DB, 0x3FEEB737B0CDC5E5, 0x3FEEC49182A3F090, 0x3FEED503B23E255D,
  0x3FEEE89F995AD3AD, 0x3FEEFF76F2FB5E47, 0x3FEF199BDD85529C, 0x3FEF3720DCEF9069,
  0x3FEF5818DCFBA487, 0x3FEF7C97337B9B5F, 0x3FEFA4AFA2A490DA, 0x3FEFD0765B6E4540,
};

static float exponential(float x) {
  const double shift = 0x1.8p+52, scale = bitsOf<double>(uint64_t{0x3FF71547652B82FE}) * 32;
  const double c0 = bitsOf<double>(uint64_t{0x3FAC6AF84B912394}) / 32 / 32 / 32;
  const double c1 = bitsOf<double>(uint64_t{0x3FCEBFCE50FAC4F3}) / 32 / 32;
  const double c2 = bitsOf<double>(uint64_t{0x3FE62E42FF0C52D6}) / 32;
  const uint32_t bits = bitsOf<uint32_t>(x), magnitude = bits >> 20 & 0x7FF;
  if (magnitude >= 0x42B) {
    if (bits == 0xFF800000) return 0;
    if (magnitude >= 0x7F8) return x + x;
    if (x > bitsOf<float>(uint32_t{0x42B17217})) return x * bitsOf<float>(uint32_t{0x7F000000});
    if (x < bitsOf<float>(uint32_t{0xC2CFF1B4})) return 0;
  }
  // x · 32 / ln 2 = k + r, k a whole number.
  const double z = scale * static_cast<double>(x), shifted = z + shift;
  const uint64_t k = bitsOf<uint64_t>(shifted);
  const double r = z - (shifted - shift);
  const double s = bitsOf<double>(POWERS_OF_TWO[k & 31] + (k << 47));
  double y = c2 * r + 1;
  y += (c0 * r + c1) * (r * r);
  return static_cast<float>(y * s);
}

// Pairs of 1 / c and log c.
constexpr uint64_t LOGARITHMS[32] = {
  0x3FF661EC79F8F3BE, 0xBFD57BF7808CAADE, 0x3FF571ED4AAF883D, 0xBFD2BEF0A7C06DDB,
  0x3FF49539F0F010B0, 0xBFD01EAE7F513A67, 0x3FF3C995B0B80385, 0xBFCB31D8A68224E9,
  0x3FF30D190C8864A5, 0xBFC6574F0AC07758, 0x3FF25E227B0B8EA0, 0xBFC1AA2BC79C8100,
  0x3FF1BB4A4A1A343F, 0xBFBA4E76CE8C0E5E, 0x3FF12358F08AE5BA, 0xBFB1973C5A611CCC,
  0x3FF0953F419900A7, 0xBFA252F438E10C1E, 0x3FF0000000000000, 0,
  0x3FEE608CFD9A47AC, 0x3FAAA5AA5DF25984, 0x3FECA4B31F026AA0, 0x3FBC5E53AA362EB4,
  0x3FEB2036576AFCE6, 0x3FC526E57720DB08, 0x3FE9C2D163A1AA2D, 0x3FCBC2860D224770,
  0x3FE886E6037841ED, 0x3FD1058BC8A07EE1, 0x3FE767DCF5534862, 0x3FD4043057B6EE09,
};

static float logarithm(float x) {
  const double ln2 = bitsOf<double>(uint64_t{0x3FE62E42FEFA39EF}), a0 = bitsOf<double>(uint64_t{0xBFD00EA348B88334});
  const double a1 = bitsOf<double>(uint64_t{0x3FD5575B0BE00B6A}), a2 = bitsOf<double>(uint64_t{0xBFDFFFFEF20A4123});
  uint32_t bits = bitsOf<uint32_t>(x);
  if (bits - 0x00800000 >= 0x7F800000 - 0x00800000) {
    if (bits << 1 == 0) return -__builtin_inff();
    if (bits == 0x7F800000) return x;
    if (bits >> 31 || bits << 1 >= 0xFF000000) return (x - x) / (x - x);
    // A subnormal number, made normal.
    bits = bitsOf<uint32_t>(x * bitsOf<float>(uint32_t{0x4B000000}));
    bits -= 23u << 23;
  }
  // x = 2^k · z.
  const uint32_t distance = bits - 0x3F330000, index = distance >> 19 & 15;
  const int32_t k = static_cast<int32_t>(distance) >> 23;
  const double z = static_cast<double>(bitsOf<float>(bits - (distance & 0x1FFu << 23)));
  const double r = z * bitsOf<double>(LOGARITHMS[2 * index]) - 1;
  const double y0 = bitsOf<double>(LOGARITHMS[2 * index + 1]) + static_cast<double>(k) * ln2;
  const double square = r * r;
  double y = a1 * r + a2;
  y += a0 * square;
  y = y * square + (y0 + r);
  return static_cast<float>(y);
}

/** The larger one; not a number where one is not. */
INLINE float largerOf(float a, float b) { return a > b ? a : b >= a ? b : a + b; }

} // namespace
