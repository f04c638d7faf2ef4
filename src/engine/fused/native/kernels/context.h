// What an operation works with beside its operands.

#pragma once

#include "platform.h"
#include "state.h"

namespace {

struct Context {
  const Address memory;
  State &state;
  const int batch;
  /** Of the mini-batch at hand, as they come from outside. */
  Address inputs, targets, loss;

  INLINED inline Address packed() const {
    const size_t place = reinterpret_cast<size_t>(state.packed);
    return state.packed + (64 - place % 64) % 64;
  }
};

} // namespace
