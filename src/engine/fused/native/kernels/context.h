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
};

} // namespace
