// Operands of an operation: 32-bit words behind its code, 4 bytes read for each.

// @ts-ignore: decorator
@inline
export function word(at: usize, index: usize): i32 {
  return load<i32>(at + index * 4);
}

// @ts-ignore: decorator
@inline
export function address(at: usize, index: usize): usize {
  return load<usize>(at + index * 4);
}

// @ts-ignore: decorator
@inline
export function real(at: usize, index: usize): f32 {
  return load<f32>(at + index * 4);
}

// @ts-ignore: decorator
@inline
export function double(at: usize, index: usize): f64 {
  return load<f64>(at + index * 4);
}
